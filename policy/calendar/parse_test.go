package calendar

import (
	"strings"
	"testing"
	"time"
)

func TestParseSpan(t *testing.T) {
	hours := func(n int) Span { return Span{Elapsed: time.Duration(n) * time.Hour} }
	for text, want := range map[string]Span{
		"48h": hours(48), " 48h ": hours(48), "30m": {Elapsed: 30 * time.Minute}, "90s": {Elapsed: 90 * time.Second},
		"7d": hours(168), "2w": hours(336), "1d12h": hours(36), "1w2d3h4m5s": {Elapsed: 9*wholeDay + 3*time.Hour + 4*time.Minute + 5*time.Second},
		"P3D": hours(72), "PT48H": hours(48), "P2W": hours(336), "P1DT12H": hours(36), "PT90M": {Elapsed: 90 * time.Minute}, "3660d": {Elapsed: MaxElapsed},
		"3 business days": {BusinessDays: 3}, "3bd": {BusinessDays: 3}, "3 bd": {BusinessDays: 3}, "1 business day": {BusinessDays: 1},
		"3 working days": {BusinessDays: 3}, "10 Business Days": {BusinessDays: 10}, "3\u00a0business  days": {BusinessDays: 3}, "3 business-days": {BusinessDays: 3},
		"4 business hours": {BusinessHours: 4}, "4bh": {BusinessHours: 4}, "8 working hours": {BusinessHours: 8}, "2600bd": {BusinessDays: MaxBusinessDays},
	} {
		got, err := ParseSpan(text)
		if err != nil || got != want {
			t.Errorf("%q: %+v, %v; want %+v", text, got, err, want)
		}
	}
}

func TestParseSpanRefuses(t *testing.T) {
	for text, want := range map[string]string{
		"": wantSpan, "soon": wantSpan, "-3d": wantSpan, "1.5d": wantSpan, "P": wantSpan, "PT": wantSpan, "P1DT": wantSpan, "３d": wantSpan,
		"48":                  wantSpan + " (the unit is missing)",
		"3 days":              wantSpan + " (write 3d)",
		"48 hours":            wantSpan + " (write 48h)",
		"48H":                 wantSpan + " (write 48h)",
		"two weeks":           wantSpan + " (write 2w)",
		"1d 12h":              wantSpan + " (write 1d12h)",
		"three business days": wantSpan + " (write 3 business days)",
		"3b":                  wantSpan + " (write 3 business days)",
		"business days":       wantSpan + " (write 3 business days)",
		"2 business weeks":    wantSpan + " (write 10 business days)",
		"five working hours":  wantSpan + " (write 5 business hours)",
		"1d 3bd":              wantSpan + " (business time stands alone)",
		"1d1d":                "expected each unit once, the largest first, such as 1d12h",
		"12h1d":               "expected each unit once, the largest first, such as 1d12h",
		"P1M":                 "years and months have no fixed length: write days, such as 90d",
		"P1Y2D":               "years and months have no fixed length: write days, such as 90d",
		"0h":                  "expected a duration longer than zero",
		"0 business days":     "expected a duration longer than zero",
		"3661d":               "expected a duration of at most ten years",
		"2601bd":              "expected a duration of at most ten years (2600 business days, 20800 business hours)",
	} {
		got, err := ParseSpan(text)
		if err == nil || err.Error() != want || got != (Span{}) {
			t.Errorf("%q: %+v, %v\nwant %v", text, got, err, want)
		}
	}
}

// Numbers whose product in nanoseconds runs over, some of them back into what is allowed.
func TestParseSpanLargest(t *testing.T) {
	for _, text := range []string{"999999w", "999999w999999d999999h999999m999999s", "P999999WT999999H", "999999bd", "999999bh",
		"30501w", "P30501W", "213504d", "99999999999999999999d", "P99999999999999999999D", "99999999999999999999bd", "18446744073709551617h"} {
		if got, err := ParseSpan(text); err == nil || !strings.Contains(err.Error(), "at most ten years") {
			t.Errorf("%s is %v, %v", text, got, err)
		}
	}
}

func TestSpanTexts(t *testing.T) {
	for text, want := range map[string][3]string{
		"48h": {"48h", "PT48H", "2d"}, "2d": {"48h", "PT48H", "2d"}, "72h": {"72h", "PT72H", "3d"}, "96h": {"4d", "P4D", "4d"},
		"1w": {"7d", "P7D", "7d"}, "90m": {"1h30m", "PT1H30M", "1h30m"}, "5d90m": {"5d1h30m", "P5DT1H30M", "5d1h30m"}, "1s": {"1s", "PT1S", "1s"},
		"1bd": {"1 business day", "P1D", "1bd"}, "3 working days": {"3 business days", "P3D", "3bd"}, "4bh": {"4 business hours", "PT4H", "4bh"},
	} {
		s, err := ParseSpan(text)
		if got := [3]string{s.String(), s.ISO(), s.Canonical()}; err != nil || got != want {
			t.Errorf("%s: %q, %v; want %q", text, got, err, want)
		}
	}
	if s := (Span{}); s.String() != "" || s.ISO() != "" || s.Canonical() != "" || s.Valid() || !s.IsZero() {
		t.Error("the zero Span is none")
	}
}

func TestSpanValid(t *testing.T) {
	for _, s := range []Span{{Elapsed: -1}, {Elapsed: time.Hour, BusinessDays: 1}, {BusinessDays: MaxBusinessDays + 1}, {BusinessHours: -4}, {Elapsed: MaxElapsed + 1}} {
		if s.Valid() {
			t.Errorf("%+v is valid", s)
		}
	}
}

func FuzzParseSpan(f *testing.F) {
	for _, s := range []string{"48h", "1d12h", "3 business days", "4bh", "P3DT4H", "two weeks", "3 days", "P1M", "\u00a03\u00a0bd", "999999w999999d"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		s, err := ParseSpan(text)
		if err != nil {
			if s != (Span{}) || strings.ContainsAny(err.Error(), "\n\x00") || len(err.Error()) > 300 {
				t.Fatalf("%q: %+v, %q", text, s, err)
			}
			return
		}
		if !s.Valid() {
			t.Fatalf("%q is %+v", text, s)
		}
		for _, form := range []string{s.String(), s.Canonical()} {
			if again, err := ParseSpan(form); err != nil || again != s {
				t.Fatalf("%q is %+v, its form %q is %+v, %v", text, s, form, again, err)
			}
		}
		if s.Elapsed != 0 {
			if again, err := ParseSpan(s.ISO()); err != nil || again != s {
				t.Fatalf("%q is %+v, its form %q is %+v, %v", text, s, s.ISO(), again, err)
			}
		}
	})
}
