package calendar

import (
	"slices"
	"time"

	"github.com/rickar/cal/v2"
	"github.com/rickar/cal/v2/au"
	"github.com/rickar/cal/v2/ch"
	"github.com/rickar/cal/v2/de"
	"github.com/rickar/cal/v2/gb"
)

// regionOf is the list of a region, national holidays included; nil for an unknown one.
func regionOf(country, region string) []*cal.Holiday {
	switch country {
	case "AU":
		return australia(region)
	case "CH":
		return switzerland(region)
	case "DE":
		return germany(region)
	case "GB":
		return unitedKingdom(region)
	}
	return nil
}

func australia(state string) []*cal.Holiday {
	return map[string][]*cal.Holiday{
		"ACT": au.HolidaysACT, "NSW": au.HolidaysNSW, "NT": au.HolidaysNT, "QLD": au.HolidaysQLD,
		"SA": au.HolidaysSA, "TAS": au.HolidaysTAS, "VIC": au.HolidaysVIC, "WA": au.HolidaysWA,
	}[state]
}

// wholeSwitzerland is what every canton keeps. The library's own list is
// everything that any canton keeps, which would move a date that no one moves.
func wholeSwitzerland() []*cal.Holiday {
	return []*cal.Holiday{ch.Neujahr, ch.Auffahrt, ch.Bundesfeiertag, ch.Weihnachtstag}
}

func switzerland(canton string) []*cal.Holiday {
	return map[string][]*cal.Holiday{
		"AG": ch.HolidaysAG, "AI": ch.HolidaysAI, "AR": ch.HolidaysAR, "BE": ch.HolidaysBE, "BL": ch.HolidaysBL,
		"BS": ch.HolidaysBS, "FR": ch.HolidaysFR, "GE": ch.HolidaysGE, "GL": ch.HolidaysGL, "GR": ch.HolidaysGR,
		"JU": ch.HolidaysJU, "LU": ch.HolidaysLU, "NE": ch.HolidaysNE, "NW": ch.HolidaysNW, "OW": ch.HolidaysOW,
		"SG": ch.HolidaysSG, "SH": ch.HolidaysSH, "SO": ch.HolidaysSO, "SZ": ch.HolidaysSZ, "TG": ch.HolidaysTG,
		"TI": ch.HolidaysTI, "UR": ch.HolidaysUR, "VD": ch.HolidaysVD, "VS": ch.HolidaysVS, "ZG": ch.HolidaysZG,
		"ZH": ch.HolidaysZH,
	}[canton]
}

func germany(land string) []*cal.Holiday {
	return map[string][]*cal.Holiday{
		"": de.Holidays, "BB": de.HolidaysBB, "BE": de.HolidaysBE, "BW": de.HolidaysBW, "BY": de.HolidaysBY,
		"HB": de.HolidaysHB, "HE": de.HolidaysHE, "HH": de.HolidaysHH, "MV": de.HolidaysMV, "NI": de.HolidaysNI,
		"NW": de.HolidaysNW, "RP": de.HolidaysRP, "SH": de.HolidaysSH, "SL": de.HolidaysSL, "SN": de.HolidaysSN,
		"ST": de.HolidaysST, "TH": de.HolidaysTH,
	}[land]
}

// unitedKingdom: the library has England and Wales; Scotland and Northern
// Ireland differ by the days that gov.uk/bank-holidays lists for them.
func unitedKingdom(nation string) []*cal.Holiday {
	switch nation {
	case "ENG", "WLS":
		return gb.Holidays
	case "NIR":
		return with(gb.Holidays,
			moved(fixed(3, 17, "St Patrick's Day"), 2, 1),
			moved(fixed(7, 12, "Battle of the Boyne"), 2, 1))
	case "SCT":
		list := slices.DeleteFunc(slices.Clone(gb.Holidays), func(h *cal.Holiday) bool {
			return h == gb.EasterMonday || h == gb.SummerHoliday || h == gb.NewYear
		})
		// Both days of the new year move together: a Sunday gives Monday and Tuesday.
		second := fixed(1, 2, "2nd January")
		second.Observed = []cal.AltDay{{Day: time.Saturday, Offset: 2}, {Day: time.Sunday, Offset: 2}, {Day: time.Monday, Offset: 1}}
		return with(list, gb.NewYear, second, gb.SummerHolidayScotland, moved(fixed(11, 30, "St Andrew's Day"), 2, 1))
	}
	return nil
}

// with is a copy of a list with more holidays: the library's own list is never touched.
func with(list []*cal.Holiday, more ...*cal.Holiday) []*cal.Holiday {
	return append(slices.Clone(list), more...)
}

func fixed(month time.Month, day int, name string) *cal.Holiday {
	return &cal.Holiday{Name: name, Month: month, Day: day, Func: cal.CalcDayOfMonth}
}

// since is a fixed holiday that a law brought in from a year on.
func since(year int, month time.Month, day int, name string) *cal.Holiday {
	h := fixed(month, day, name)
	h.StartYear = year
	return h
}

// moved gives a holiday another day where it falls on a Saturday or a Sunday.
func moved(h *cal.Holiday, saturday, sunday int) *cal.Holiday {
	h.Observed = []cal.AltDay{{Day: time.Saturday, Offset: saturday}, {Day: time.Sunday, Offset: sunday}}
	return h
}
