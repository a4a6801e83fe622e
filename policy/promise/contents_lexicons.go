package promise

// contentLexicon finds what names a content, in all languages at once: a text in
// one language names its headings in another often enough.
var contentLexicon = newLexicon(englishContents, romanceContents, germanContents, polishContents, turkishContents, asianContents, russianContents)
