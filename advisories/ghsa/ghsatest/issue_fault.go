package ghsatest

import (
	"bytes"
	"encoding/json"
	"strings"
)

// operationOf names what a GraphQL request does, as [Fault.GraphQL] and
// [Request.GraphQL] have it: "query" or "mutation" and the fields at its top
// ("mutation addComment", "query repository ownerPublic"); empty for a body that
// is no GraphQL.
func operationOf(body []byte) string {
	var in struct {
		Query string `json:"query"`
	}
	if !bytes.Contains(body, []byte(`"query"`)) || json.Unmarshal(body, &in) != nil {
		return ""
	}
	doc, err := parseQuery(in.Query)
	if err != nil || len(doc.operations) == 0 {
		return ""
	}
	op := doc.operations[0]
	words := []string{map[bool]string{true: "mutation", false: "query"}[op.mutation]}
	for _, f := range op.fields {
		words = append(words, f.alias)
	}
	return strings.Join(words, " ")
}

// hitsGraphQL reports whether a fault is about the request's operation; one that
// names none is about all requests.
func (f *plannedFault) hitsGraphQL(path string, body []byte) bool {
	return f.graph == nil || strings.HasSuffix(path, "/graphql") && f.graph.MatchString(operationOf(body))
}

// graphError is the answer of a GraphQL fault: 200, an error of the fault's type for
// the field at the top, and no data there, or the data that there is.
func graphError(f *Fault, body []byte, done answer) answer {
	message, kind := f.Message, f.Type
	if message == "" {
		message = "Something went wrong while executing your query."
	}
	e := object{"message": message}
	if kind != "" {
		e["type"] = kind
	}
	out := object{"data": nil, "errors": []object{e}}
	if words := strings.Fields(operationOf(body)); len(words) > 1 && kind != "" {
		e["path"] = []string{words[1]}
		out["data"] = object{words[1]: nil}
	}
	if f.Below != "" {
		e["path"] = append(e["path"].([]string), strings.Split(f.Below, ".")...)
		if o, ok := done.body.(object); ok {
			out["data"] = o["data"]
		}
	}
	return answer{status: 200, body: out}
}
