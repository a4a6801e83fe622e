package policy

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"

	"github.com/advisory-bot/advisory-bot/policy/calendar"
	"github.com/advisory-bot/advisory-bot/policy/report"
)

// readPin reads the settings of a pin. It is not read as a file is: what two files
// make together can be longer than one may be, and hold what in one file would
// contradict itself, and none of that may cost a case what it was promised.
func readPin(text string) (map[string]Setting, bool) {
	var list []struct {
		pinSetting
		Value json.RawMessage `json:"value"`
	}
	if json.Unmarshal([]byte(text), &list) != nil || len(list) == 0 {
		return nil, false
	}
	known := allKeys()
	out := map[string]Setting{}
	for _, s := range list {
		value, ok := pinnedValue(s.Key, s.Value)
		if !ok || !pins(s.Key) || !slices.Contains(known, s.Key) {
			return nil, false
		}
		out[s.Key] = Setting{Key: s.Key, Value: value, Note: s.Note,
			Source: Source{Layer: s.Layer, File: s.File, Ref: s.Ref, Line: s.Line}}
	}
	return out, true
}

// pinnedValue is a value as [yamlValue] wrote it, in the type that a file gives.
func pinnedValue(key string, raw json.RawMessage) (any, bool) {
	switch key {
	case keyRequired, keyRecommended:
		return pinnedList(raw, oneOf(report.IDs()))
	case keyDays:
		return pinnedList(raw, oneOf(weekdays))
	case keyHolidays:
		return pinnedList(raw, holiday)
	case keyNotHolidays:
		return pinnedList(raw, date)
	case keyAway:
		return pinnedAway(raw)
	case keyFields:
		return pinnedFields(raw)
	case keyAIStatement, keyCRA:
		var b bool
		err := json.Unmarshal(raw, &b)
		return b, err == nil
	case keyZone:
		return pinnedWord(raw, timeZone)
	case keyHoursFrom, keyHoursTo:
		return pinnedWord(raw, timeOfDay)
	case keyGiveUp:
		return pinnedWord(raw, oneOf([]string{giveUpClose, giveUpProceed}))
	}
	if strings.HasSuffix(key, ".after") {
		return pinnedWord(raw, oneOf(afterWords))
	}
	var s string
	if json.Unmarshal(raw, &s) != nil {
		return nil, false
	}
	span, err := calendar.ParseSpan(s)
	return span, err == nil
}

func pinnedWord(raw json.RawMessage, read reading) (any, bool) {
	var s string
	if json.Unmarshal(raw, &s) != nil {
		return nil, false
	}
	value, fault := read(s)
	return value, fault == ""
}

func pinnedList(raw json.RawMessage, read reading) (any, bool) {
	list := []string{}
	if json.Unmarshal(raw, &list) != nil {
		return nil, false
	}
	for _, s := range list {
		if _, fault := read(s); fault != "" {
			return nil, false
		}
	}
	return list, true
}

func pinnedAway(raw json.RawMessage) (any, bool) {
	list := []Away{}
	if json.Unmarshal(raw, &list) != nil {
		return nil, false
	}
	for _, a := range list {
		_, from := date(a.From)
		_, to := date(a.To)
		if from != "" || to != "" || a.From > a.To {
			return nil, false
		}
	}
	return list, true
}

func pinnedFields(raw json.RawMessage) (any, bool) {
	var list []struct {
		ID, Ask, Pattern string
		Headings         []string
		Required         bool
		MinLength        int `json:"min_length"`
	}
	if json.Unmarshal(raw, &list) != nil {
		return nil, false
	}
	out := []OwnField{}
	for _, f := range list {
		own := OwnField{ID: f.ID, Ask: f.Ask, Headings: f.Headings, Required: f.Required, MinLength: f.MinLength}
		plain := func(s string) bool { return plainLine(s) == s }
		if !ownIDPattern.MatchString(f.ID) || !plain(f.Ask) || slices.ContainsFunc(f.Headings, func(h string) bool { return !plain(h) }) {
			return nil, false
		}
		if f.Pattern != "" {
			pattern, err := regexp.Compile(f.Pattern)
			if err != nil {
				return nil, false
			}
			own.Pattern = pattern
		}
		out = append(out, own)
	}
	return out, true
}

// line is a difference in words. It is stored with the verdict, as it is: times
// in which nobody is there are private, and what files say can be long.
func (d Difference) line() string {
	if d.Key == keyAway {
		return d.Key + ": other times than when the case began"
	}
	return d.Key + ": " + printable(d.Pinned.said(), 120) + " when the case began, " + printable(d.Here.said(), 120) + " now"
}
