package promise

// gradeLexicon reads headings that part the contents asked for by how much they
// are wanted.
var gradeLexicon = newLexicon(map[string]string{
	"must": `required, mandatory, must have|include, essential, minimum, erforderlich, pflicht, requis, obligatoire, obligatorio, obbligatorio, obrigatorio, wymagane, zorunlu, 必填, 必須, 필수`,
	"may":  `optional*, recommended, helpful, nice to have, bonus, should have, additional*, preferred, desirable, hilfreich, facultatif, opcional, opzionale, opcjonalne, istege bagli, 可选, 任意, 선택`,
})

// graded is the scope of a heading such as "Required" or "Optional" that parts the
// list begun by "please include:" above it.
func (r *fieldReader) graded(i int, b *block) (scope, bool) {
	words := splitWords(b.text)
	if len(words) == 0 || len(words) > 5 {
		return scope{}, false
	}
	cues := gradeLexicon.find(words)
	if len(cues) == 0 || cues[0].from > 0 {
		return scope{}, false
	}
	parent := -1
	if len(b.heads) > 0 {
		parent = b.heads[len(b.heads)-1]
	}
	if !r.scopeBefore(i).asks() && !r.grades[parent] && !(parent >= 0 && r.views[parent].ask && gradedNouns[words[len(words)-1].text] && words[0].text != "additional") {
		return scope{}, false
	}
	r.grades[parent] = true
	return scope{ask: true, hedged: hasTag(cues, "may")}, true
}

// gradedNouns end a heading that parts contents, where nothing else introduces
// them: "Required information".
var gradedNouns = wordSet(`information info details fields items elements required optional recommended`)
