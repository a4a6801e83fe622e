package promise

import (
	"encoding/json"
	"strconv"
)

// String is the span as an ISO 8601 duration ("PT48H", "P3D", "P1M"); "" for the
// zero Span. Business days read like days.
func (s Span) String() string {
	n := strconv.Itoa(s.Amount)
	switch s.Unit {
	case "minutes":
		return "PT" + n + "M"
	case "hours":
		return "PT" + n + "H"
	case "days":
		return "P" + n + "D"
	case "months":
		return "P" + n + "M"
	case "years":
		return "P" + n + "Y"
	}
	return ""
}

// IsZero says that there is no length.
func (s Span) IsZero() bool { return s.Unit == "" }

// orNull is nil for an empty string, so that JSON says null.
func orNull(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

type jsonTime struct {
	Value    *string `json:"value"`
	ValueMin string  `json:"value_min,omitempty"`
	Business bool    `json:"business_days"`
	Quote    string  `json:"quote"`
	Line     int     `json:"line"`
}

type jsonDeadline struct {
	Stage    string  `json:"stage"`
	Severity *string `json:"severity"`
	jsonTime
	From  string `json:"from"`
	Party string `json:"party"`
}

type jsonField struct {
	ID       string `json:"id"`
	Strength string `json:"strength"`
	Quote    string `json:"quote"`
	Line     int    `json:"line"`
}

type jsonChannel struct {
	Kind      string  `json:"kind"`
	Address   *string `json:"address"`
	Preferred bool    `json:"preferred"`
	Quote     string  `json:"quote"`
	Line      int     `json:"line"`
}

type jsonDocument struct {
	Language                   string         `json:"language"`
	Acknowledge                *jsonTime      `json:"acknowledge"`
	Deadlines                  []jsonDeadline `json:"deadlines"`
	UpdateInterval             *jsonTime      `json:"update_interval"`
	RequiredFields             []jsonField    `json:"required_fields"`
	Channels                   []jsonChannel  `json:"channels"`
	EncryptionKey              bool           `json:"encryption_key"`
	SupportedVersions          any            `json:"supported_versions"`
	OutOfScope                 bool           `json:"out_of_scope"`
	ProhibitedActions          []string       `json:"prohibited_actions"`
	SafeHarbor                 bool           `json:"safe_harbor"`
	Bounty                     *bool          `json:"bounty"`
	Credit                     bool           `json:"credit"`
	PublicDisclosureProhibited bool           `json:"public_disclosure_prohibited"`
}

func timeJSON(d Deadline) jsonTime {
	return jsonTime{
		Value: orNull(d.Value.String()), ValueMin: d.ValueMin.String(),
		Business: d.Value.Business, Quote: d.Quote, Line: d.Line,
	}
}

func timePointer(d *Deadline) *jsonTime {
	if d == nil {
		return nil
	}
	t := timeJSON(*d)
	return &t
}

// MarshalJSON writes the document under the keys of a label: every key is there,
// lists are never null, what is not said is null or false.
func (d Document) MarshalJSON() ([]byte, error) {
	out := jsonDocument{
		Language:       d.Language,
		Acknowledge:    timePointer(d.Acknowledge),
		Deadlines:      []jsonDeadline{},
		UpdateInterval: timePointer(d.UpdateInterval),
		RequiredFields: []jsonField{}, Channels: []jsonChannel{}, ProhibitedActions: []string{},
		EncryptionKey: d.EncryptionKey, OutOfScope: d.OutOfScope, SafeHarbor: d.SafeHarbor,
		Bounty: d.Bounty, Credit: d.Credit, PublicDisclosureProhibited: d.PublicDisclosureProhibited,
	}
	for _, x := range d.Deadlines {
		out.Deadlines = append(out.Deadlines, jsonDeadline{
			Stage: x.Stage, Severity: orNull(x.Severity), jsonTime: timeJSON(x), From: x.From, Party: x.Party,
		})
	}
	for _, x := range d.Fields {
		out.RequiredFields = append(out.RequiredFields, jsonField{x.ID, x.Strength, x.Quote, x.Line})
	}
	for _, x := range d.Channels {
		out.Channels = append(out.Channels, jsonChannel{x.Kind, orNull(x.Address), x.Preferred, x.Quote, x.Line})
	}
	for _, x := range d.Prohibited {
		out.ProhibitedActions = append(out.ProhibitedActions, x.Text)
	}
	out.SupportedVersions = versionsJSON(d.SupportedVersions)
	return json.Marshal(out)
}

// versionsJSON is null, the word "table" or a list of words.
func versionsJSON(v []Quoted) any {
	switch {
	case len(v) == 0:
		return nil
	case len(v) == 1 && v[0].Text == "table":
		return "table"
	}
	list := make([]string, len(v))
	for i, x := range v {
		list[i] = x.Text
	}
	return list
}
