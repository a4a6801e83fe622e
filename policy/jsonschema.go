package policy

import (
	"bytes"
	"encoding/json"
	"maps"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// JSONSchema is the JSON Schema (draft 2020-12) of a layer's policy file,
// indented, for editors. It is made from the table that files are read by, and is
// no stricter: what it refuses, the program refuses too. The other way round,
// only the program sees what needs more than one value to be judged.
func JSONSchema(layer advisories.Layer) []byte {
	top := object(topFields(), layer)
	top["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	top["title"] = "advisory-bot policy"
	top["required"] = []string{keyVersion}
	top["$defs"] = node{
		"duration": node{"type": "string", "pattern": spanPattern,
			"description": "How long: 48h, 7d, 2w, 1d12h, 3 business days, 4 business hours, P3D or PT48H."},
		"key": node{"enum": allKeys()},
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(top); err != nil {
		panic("internal error: JSON Schema: " + err.Error()) // unreachable: texts, numbers, lists and maps only
	}
	return b.Bytes()
}

// spanPattern is what [calendar.ParseSpan] reads, without its limits.
const spanPattern = `^\s*(?:(?:\d+w)?(?:\d+d)?(?:\d+h)?(?:\d+m)?(?:\d+s)?` +
	`|P(?:\d+W)?(?:\d+D)?(?:T(?:\d+H)?(?:\d+M)?(?:\d+S)?)?` +
	`|\d+\s*(?:[bB][dDhH]|(?:[bB][uU][sS][iI][nN][eE][sS][sS]|[wW][oO][rR][kK][iI][nN][gG])(?:\s+|-)(?:[dD][aA][yY][sS]?|[hH][oO][uU][rR][sS]?)))\s*$`

// object is the schema of a mapping of known keys.
func object(fields []field, layer advisories.Layer) node {
	properties := node{}
	for _, f := range fields {
		if f.owner && layer == advisories.LayerRepository {
			continue
		}
		properties[f.name] = property(f, layer)
	}
	return node{"type": "object", "additionalProperties": false, "properties": properties}
}

func property(f field, layer advisories.Layer) node {
	out := node{}
	switch {
	case f.kind.fields == nil:
		maps.Copy(out, f.kind.schema)
	case f.kind.schema != nil: // a bare value may stand in place of the keys
		out["anyOf"] = []node{f.kind.schema, object(f.kind.fields, layer)}
	default:
		out = object(f.kind.fields, layer)
	}
	out["description"] = f.about
	return out
}
