package report

// furtherLexicon continues otherLexicon: turns of phrase of reports as they are
// written in a hurry.
var furtherLexicon = map[cue]string{
	cueFeed: `following input|following inputs|following document|following packet|following string|following header|following headers|following image|following message|following email|following mail|following link|following url|following line|following data|following frame|following config|
		this input|input causes|input crashes|input triggers|try this|use this|paste this|put this|open this|visit this|file like this|request like this|email like this|mail like this|message like this|link like this|url like this|page like this|something like this|code like this|like so`,
	cueTrace:   "assertion `|assertion '|assertion \"",
	cuePayload: `try this code|try this link|try this url|try this payload|craft an email|craft a request|craft a link|craft a file|craft a message`,
}
