package promise

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// languageCodes are the languages that are told apart, by ISO 639-1 code. The
// last ones are told but not read.
var languageCodes = []struct {
	code  string
	l     langs
	words string
}{
	{"en", en, "the and to of is are you we our will please your this be with that for report if any not or in by as on it have within security vulnerability issue"},
	{"de", de, "der die das und zu ist sind wir sie ein eine nicht mit für bitte werden oder uns ihre auf von den im wenn innerhalb sicherheitslücke stunden tage tagen werktage werktagen meldung schwachstelle antwort bewertung behebung möglich"},
	{"fr", fr, "le la les des et est nous vous une pour dans du sur veuillez pas votre que ou en au ce sont avec sécurité vulnérabilité heures jours signalement réponse évaluation"},
	{"es", es, "el los las y es una para por que del con en se su no lo o al como si nos seguridad vulnerabilidad favor horas días hábiles respuesta corrección posible responderemos"},
	{"it", it, "il lo gli che di è una per del della nel non con si le i al e dei entro sicurezza vulnerabilità essere ore giorni segnalazione risposta ti vi possibile"},
	{"pt", pt, "o os as e é uma para por que do da em não com se ao no na dos nós você segurança vulnerabilidade horas dias úteis resposta correção avaliação possível responderemos"},
	{"tr", tr, "ve bir bu için ile veya olarak lütfen güvenlik içinde en olan gibi daha açığı değil ise saat gün yanıt guvenlik icin lutfen aciklari olarak degil yanit bildirim düzeltme değerlendirme"},
	{"pl", pl, "i w na z do nie jest się lub o że dla oraz przez proszę w ciągu bezpieczeństwa jak są godzin dni zgłoszenia zgłoszenie podatności analiza poprawka po to ale jeśli można zwykle tylko błąd zgłosić mnie mi mam czy już ten proszę"},
	{"nl", nl, "de het een en van wij voor niet met op je u zijn wordt binnen dit dat kan ons of beveiliging"},
	{"sv", 0, "och att är en det som för på med vi inte av till den du om inom säkerhet"},
	{"id", id, "dan yang untuk di dengan kami anda ini jika dari atau akan tidak kerentanan keamanan laporan jam hari waktu respons tim"},
	{"vi", vi, "và của là cho bạn chúng tôi không này với các được trong bảo mật lỗ hổng ngày giờ sẽ vòng"},
	{"cs", 0, "a je na se v prosím nebo pro že jsou k do o bezpečnosti"},
}

var stopWords = func() map[string][]int {
	m := map[string][]int{}
	for i, c := range languageCodes {
		for _, w := range strings.Fields(c.words) {
			m[w] = append(m[w], i)
		}
	}
	return m
}()

// stopKeys are the keys of the stop words.
var stopKeys = func() *sieve {
	s := new(sieve)
	for w := range stopWords {
		key, _ := keys(w)
		s.add(key)
	}
	return s
}()

// A tally counts what tells languages apart.
type tally struct {
	han, kana, hangul, cyrillic int       // letters
	words                       [16]int32 // twice the stop words of a language
}

// count adds a text in small letters.
func (t *tally) count(low string) {
	for i := 0; i < len(low); {
		c := low[i]
		if c < utf8.RuneSelf && !isLetter(c) {
			i++
			continue
		}
		if c < utf8.RuneSelf {
			n, h := i, uint32(0)
			for n < len(low) && isLetter(low[n]) {
				h = h*31 + uint32(low[n])
				n++
			}
			if n == len(low) || low[n] < utf8.RuneSelf {
				if n-i < 20 && stopKeys.has(fold(h)) {
					t.word(low[i:n])
				}
				i = n
				continue
			}
		}
		r, w := utf8.DecodeRuneInString(low[i:])
		switch {
		case r < 0x400 && unicode.IsLetter(r):
			n := max(w, wordEnd(low[i:]))
			if n < 20 {
				t.word(low[i : i+n])
			}
			i += n
			continue
		case r >= 0x3040 && r <= 0x30ff:
			t.kana++
		case r >= 0x3400 && r <= 0x9fff:
			t.han++
		case r >= 0xac00 && r <= 0xd7a3:
			t.hangul++
		case r >= 0x400 && r < 0x530:
			t.cyrillic++
		}
		i += w
	}
}

// word counts a word.
func (t *tally) word(w string) {
	if key, _ := keys(w); !stopKeys.has(key) {
		return
	}
	known := stopWords[w]
	for _, k := range known {
		t.words[k]++
		if len(known) == 1 {
			t.words[k]++ // a word of one language only says more
		}
	}
}

// add adds another tally.
func (t *tally) add(o tally) {
	t.han, t.kana, t.hangul, t.cyrillic = t.han+o.han, t.kana+o.kana, t.hangul+o.hangul, t.cyrillic+o.cyrillic
	for i := range t.words {
		t.words[i] += o.words[i]
	}
}

// best is the language that a tally speaks for; "" where it says nothing.
func (t *tally) best() (code string, l langs) {
	best, most := -1, 0
	for i, n := range t.words {
		if n := int(n); n > most {
			best, most = i, n
		}
	}
	// A stop word (counted up to twice) stands for about two words, a word for about two characters of
	// Chinese and five letters of Cyrillic.
	switch {
	case t.kana > 3*most/4 && t.kana*8 > t.han:
		return "ja", ja
	case t.hangul > 3*most/4:
		return "ko", ko
	case t.han > 5*most/4:
		return "zh", zh
	case t.cyrillic > 12*most:
		return "ru", ru
	case best >= 0:
		return languageCodes[best].code, languageCodes[best].l
	}
	return "", 0
}

// blockLanguages is the main language of a text and, for each block, which languages' terms to look for: those of
// its own words where it has enough of them, else the text's, and English, whose
// words turn up everywhere. Chinese, Japanese and Korean are always looked for,
// by their scripts.
func blockLanguages(lows []string) (code string, of []langs) {
	out := make([]langs, len(lows))
	var all tally
	own := make([]tally, len(lows))
	for i, low := range lows {
		own[i].count(low)
		all.add(own[i])
	}
	code, main := all.best()
	if code == "" {
		code = "en" // nothing tells
	}
	mainAt := 0
	for i, c := range languageCodes {
		if c.l == main {
			mainAt = i
		}
	}
	for i := range lows {
		t := &own[i]
		l := main
		if _, is := t.best(); is&^cjk != 0 && most(t) >= 2*int(t.words[mainAt])+3 {
			l = is
		}
		l |= en
		switch {
		case t.kana > 0 || t.han > 0 && main == ja:
			l |= ja
		case t.han > 0:
			l |= zh
		}
		if t.hangul > 0 {
			l |= ko
		}
		if t.cyrillic > 0 {
			l |= ru | uk
		}
		out[i] = l
	}
	return code, out
}

func most(t *tally) int {
	n := 0
	for _, w := range t.words {
		n = max(n, int(w))
	}
	return n
}
