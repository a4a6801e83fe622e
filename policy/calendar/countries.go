package calendar

import (
	"github.com/rickar/cal/v2"
	"github.com/rickar/cal/v2/ar"
	"github.com/rickar/cal/v2/at"
	"github.com/rickar/cal/v2/be"
	"github.com/rickar/cal/v2/bg"
	"github.com/rickar/cal/v2/br"
	"github.com/rickar/cal/v2/ca"
	"github.com/rickar/cal/v2/cz"
	"github.com/rickar/cal/v2/dk"
	"github.com/rickar/cal/v2/es"
	"github.com/rickar/cal/v2/fr"
	"github.com/rickar/cal/v2/gr"
	"github.com/rickar/cal/v2/hr"
	"github.com/rickar/cal/v2/ie"
	"github.com/rickar/cal/v2/it"
	"github.com/rickar/cal/v2/jp"
	"github.com/rickar/cal/v2/lt"
	"github.com/rickar/cal/v2/lv"
	"github.com/rickar/cal/v2/mw"
	"github.com/rickar/cal/v2/nc"
	"github.com/rickar/cal/v2/nl"
	"github.com/rickar/cal/v2/no"
	"github.com/rickar/cal/v2/nz"
	"github.com/rickar/cal/v2/pl"
	"github.com/rickar/cal/v2/ro"
	"github.com/rickar/cal/v2/ru"
	"github.com/rickar/cal/v2/se"
	"github.com/rickar/cal/v2/si"
	"github.com/rickar/cal/v2/sk"
	"github.com/rickar/cal/v2/ua"
	"github.com/rickar/cal/v2/us"
	"github.com/rickar/cal/v2/za"
)

// codes are the countries and regions whose holidays are known, in ISO 3166-1
// alpha-2 and ISO 3166-2. A test holds them to holidaysOf. Australia has no
// holidays of its own: each state makes all of them.
const codes = `AR AT AU-ACT AU-NSW AU-NT AU-QLD AU-SA AU-TAS AU-VIC AU-WA BE BG BR CA
CH CH-AG CH-AI CH-AR CH-BE CH-BL CH-BS CH-FR CH-GE CH-GL CH-GR CH-JU CH-LU CH-NE CH-NW CH-OW CH-SG CH-SH CH-SO CH-SZ
CH-TG CH-TI CH-UR CH-VD CH-VS CH-ZG CH-ZH
CZ DE DE-BB DE-BE DE-BW DE-BY DE-HB DE-HE DE-HH DE-MV DE-NI DE-NW DE-RP DE-SH DE-SL DE-SN DE-ST DE-TH
DK ES FR GB GB-ENG GB-NIR GB-SCT GB-WLS GR HR IE IT JP LT LV MW NC NL NO NZ PL RO RU SE SI SK UA US ZA`

// holidaysOf is the list of a country or region; nil for an unknown code. It is
// a function, and no table, so that a program that asks for none builds none.
func holidaysOf(code string) []*cal.Holiday {
	if len(code) > 3 && code[2] == '-' {
		return regionOf(code[:2], code[3:])
	}
	switch code {
	case "AR":
		return ar.Holidays
	case "AT":
		return at.Holidays
	case "BE":
		return be.Holidays
	case "BG":
		return bg.Holidays
	case "BR":
		return with(br.Holidays, since(2024, 11, 20, "Dia da Consciência Negra")) // Lei 14.759/2023
	case "CA":
		return ca.Holidays
	case "CH":
		return wholeSwitzerland()
	case "CZ":
		return cz.Holidays
	case "DE":
		return germany("")
	case "DK":
		return dk.Holidays
	case "ES":
		return es.Holidays
	case "FR":
		return fr.Holidays
	case "GB":
		return unitedKingdom("ENG")
	}
	return fromGreece(code)
}

// fromGreece is the second half of the alphabet.
func fromGreece(code string) []*cal.Holiday {
	switch code {
	case "GR":
		return gr.Holidays
	case "HR":
		return hr.Holidays
	case "IE":
		return ie.Holidays
	case "IT":
		return it.Holidays
	case "JP":
		return jp.Holidays
	case "LT":
		return lt.Holidays
	case "LV":
		return lv.Holidays
	case "MW":
		return mw.Holidays
	case "NC":
		return nc.Holidays
	case "NL":
		return nl.Holidays
	case "NO":
		return no.Holidays
	case "NZ":
		return nz.Holidays
	case "PL":
		return with(pl.Holidays, since(2025, 12, 24, "Wigilia Bożego Narodzenia")) // Dz.U. 2024 poz. 1965
	case "RO": // Legea 52/2023
		return with(ro.Holidays, since(2024, 1, 6, "Boboteaza"), since(2024, 1, 7, "Sfântul Ioan Botezătorul"))
	case "RU":
		return ru.Holidays
	case "SE":
		return se.Holidays
	case "SI":
		return si.Holidays
	case "SK":
		return sk.Holidays
	case "UA":
		return ua.Holidays
	case "US":
		return us.Holidays
	case "ZA":
		return za.Holidays
	}
	return nil
}
