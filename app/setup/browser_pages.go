package setup

import (
	"context"
	"net/http"
	"net/url"
)

// backPath is where GitHub sends the browser back to.
const backPath = "/created"

func (b *Browser) questions(w http.ResponseWriter, r *http.Request) {
	if b.past(w, r) {
		return
	}
	b.flow.mu.Lock()
	wishes := b.flow.wishes
	b.flow.mu.Unlock()
	b.ask(w, http.StatusOK, wishes, nil)
}

func (b *Browser) ask(w http.ResponseWriter, status int, wishes Wishes, faults map[string]string) {
	write(w, status, "questions", view{Step: 1, Form: b.form, Wishes: wishes, Faults: faults})
}

// answered takes the answers and leads on, so that reloading the next page asks
// nothing again.
func (b *Browser) answered(w http.ResponseWriter, r *http.Request) {
	if b.past(w, r) {
		return
	}
	wishes := Wishes{PublicURL: r.PostFormValue("public_url"), Organization: r.PostFormValue("organization"), PrivateForks: r.PostFormValue("private_forks") != ""}
	if faults := b.flow.answer(wishes); faults != nil {
		b.ask(w, http.StatusUnprocessableEntity, wishes, faults)
		return
	}
	http.Redirect(w, r, "/manifest", http.StatusSeeOther)
}

func (b *Browser) manifest(w http.ResponseWriter, r *http.Request) {
	if b.past(w, r) {
		return
	}
	b.flow.mu.Lock()
	asked, wishes := b.flow.asked, b.flow.wishes
	b.flow.mu.Unlock()
	if !asked {
		http.Redirect(w, r, "/", http.StatusSeeOther)
		return
	}
	action, manifest, err := b.flow.creation("http://" + b.host + backPath)
	if err != nil {
		b.trouble(w, http.StatusInternalServerError, "The manifest could not be written.", false)
		return
	}
	write(w, http.StatusOK, "manifest", view{Step: 2, Wishes: wishes, Action: action, Manifest: manifest,
		Hook: wishes.Manifest("").Hook, Permissions: lines(wishes.reasons()), Events: lines(events), GitHub: host(b.flow.cfg.WebURL)})
}

// created is where GitHub sends the browser with the code.
func (b *Browser) created(w http.ResponseWriter, r *http.Request) {
	if b.past(w, r) {
		return
	}
	if err := b.flow.take(r.URL.Query()); err != nil {
		b.trouble(w, http.StatusBadRequest, b.flow.advice(err), false)
		return
	}
	b.redeem(w, r)
}

func (b *Browser) again(w http.ResponseWriter, r *http.Request) { b.redeem(w, r) }

// redeem gets and stores the keys. It leads on to an address without the code.
func (b *Browser) redeem(w http.ResponseWriter, r *http.Request) {
	// The code is good for one answer, which must not be lost with the browser's
	// connection.
	if _, err := b.flow.redeem(context.WithoutCancel(r.Context())); err != nil {
		b.trouble(w, http.StatusBadGateway, b.flow.advice(err), hopeful(err))
		if !hopeful(err) {
			b.lose(&advised{b.flow.advice(err), err})
		}
		return
	}
	b.flow.mu.Lock()
	once(b.stored)
	b.flow.mu.Unlock()
	http.Redirect(w, r, "/done", http.StatusSeeOther)
}

// done shows what to do next, and then the program ends.
func (b *Browser) done(w http.ResponseWriter, r *http.Request) {
	b.flow.mu.Lock()
	ended, wishes := b.flow.ended, b.flow.wishes
	b.flow.mu.Unlock()
	if ended == nil {
		http.Redirect(w, r, "/", http.StatusSeeOther)
		return
	}
	write(w, http.StatusOK, "done", view{Step: 3, Slug: ended.Slug, Link: ended.Link, Dir: b.flow.cfg.Store.Dir, Wishes: wishes})
	b.flow.mu.Lock()
	once(b.seen)
	b.flow.mu.Unlock()
}

// past leads on where the keys are there already.
func (b *Browser) past(w http.ResponseWriter, r *http.Request) bool {
	b.flow.mu.Lock()
	ended := b.flow.ended != nil
	b.flow.mu.Unlock()
	if ended {
		http.Redirect(w, r, "/done", http.StatusSeeOther)
	}
	return ended
}

func (b *Browser) trouble(w http.ResponseWriter, status int, text string, again bool) {
	write(w, status, "trouble", view{Form: b.form, Trouble: text, Again: again})
}

// origin is the scheme and host of an address.
func origin(raw string) string {
	u, err := url.Parse(raw)
	if err != nil {
		return ""
	}
	return u.Scheme + "://" + u.Host
}

func host(raw string) string {
	u, err := url.Parse(raw)
	if err != nil {
		return ""
	}
	return u.Host
}
