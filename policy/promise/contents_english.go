package promise

// englishContents says which words name which content. An id that ends in ?
// holds words that name a content only where contents are being listed, one that
// ends in ~ words that say what the report is for ("so that we can reproduce it"):
// they count where nothing better names the content. The id "-" holds words that
// name none and would be taken for one.
var englishContents = map[string]string{
	"description": `
		description*|describe|describing|descriptive|descriptor
		detailed|full|clear|brief|short|thorough|comprehensive|complete|concise|high-level [technical] explanation|summary|overview|write-up|writeup|account
		explanation|summary|overview|explain|summarize|summarise [of] [the|a|any|this|your] [potential|security|suspected] vulnerab*|issue*|problem*|bug*|flaw*|finding*|weakness*
		details|information|info|specifics of|about|on|regarding|for [the|a|any|this|your|each] [specific|potential|security|suspected|reported] vulnerab*|issue*|problem*|bug*|flaw*|finding*|weakness*
		vulnerability|issue|bug|problem|finding details|summary|overview|information
		what is the [potential|security] issue|vulnerability|problem|bug
		what the [potential|security] issue|vulnerability|problem|bug|flaw is
		what is wrong, what goes wrong, what you found|discovered|observed, what did you find, what happens, what happened
		nature of [the|a|any] [potential|security|possible] vulnerab*|issue*|problem*|bug*|flaw*
		nature and severity of, nature and impact of
		technical details|description|detail|explanation|write-up|writeup|information
		detailed report|reports, specific details, full details, detailed information
		what you|one saw|see|observe|observed|expected|got|noticed|encountered, what you got instead, what is it|broken, what it is, what it is about, what is happening, how you found out|it|the, what the problem|trouble|defect|bug is, how the problem shows|manifests
		account of the [issue|vulnerability|problem|bug], short account, clear statement of, explanation of what, expected behavior|behaviour, expected vs|versus|and actual, actual behavior|behaviour, observed behavior|behaviour
		clear title, descriptive title, concise title, short title, one-line summary, provide|include|send|share|with details and, executive summary, root cause`,
	"description?": `details, summary, overview, explanation, details of what, title, observation*, synopsis`,
	"issue_type": `
		type|kind|class|category of [the] [security|potential] issue*|vulnerab*|bug*|attack*|problem*|flaw*|weakness*|exploit*
		vulnerability|issue|bug|attack|weakness type|class|category|kind|classification
		what type|kind|class of .. issue|vulnerability|bug|attack|problem
		types of vulnerab*|issue*, type of the security issue, owasp category`,
	"issue_type?": `type|class|category`,
	"affected_component": `
		affected|impacted|vulnerable [software|system] component*|module*|package*|area*|feature*|endpoint*|service*|system*|product*|asset*|plugin*|app|apps|application*|function|functions|functionality|url|urls|repo|repos|repository|repositories|crate*|library|libraries|page*|api*|part*|software|project*|subsystem*|contract*|workflow*|skill*|tool*|image*|chart*|website*|domain*|interface*|addon*|extension*|model*|command*
		component*|module*|package*|area*|feature*|endpoint*|service*|system*|product*|asset*|plugin*|application*|functionality|url|urls|repository|repositories|crate*|library|libraries|subsystem*|project*|page*|api*|contract* [or|and|/] [module*|package*|component*|endpoint*|version*|feature*|file*|function*|crate*|library] [is|are|that|which] [is|are] affected|impacted|involved|vulnerable
		product|package|component|module|plugin|project|repository|crate|library name, what is affected, what parts|part|systems are|is affected
		which [branch|part] .. component*|module*|package*|product*|asset*|repository|repo|project|crate|endpoint|feature*|service*|part*|plugin
		name of [the] [affected] product|package|project|repository|component|module|plugin|crate|library|application|software
		name of [the|your] program|tool|app|device, product name, package name, range and|of, affected sdk|library|client|image, component name, repository name, project name, plugin name, product or service, application name`,
	"affected_component+affected_versions": `[affected|the] product|component|package|module|plugin|library|image|sdk|software|app and|& [its|the|affected] version*|release*, [product|package|component|module] name [and|with] version*, affected sdk and version, which product|component|package|module|device and|or [its|the|which] [firmware|software] version*|build|release*, name and version of the|your [affected] package|product|component|module|library|plugin|software`,
	"affected_component?":                  `component*, module|modules, package|packages, product|products, endpoint|endpoints, repository, asset, project, target, scope, url, area`,
	"source_location": `
		location of [the] [affected|vulnerable|relevant|problematic|faulty] [source] code|vulnerab*|issue*|bug*|flaw*|problem*|file*|component*|function*|weakness*
		location [in|within] [the] [source] code|codebase
		path|paths of|to|for [all|any|the] [affected|vulnerable|relevant] [source] file*|code
		full path|paths, file path*, file location*, file name*, filename*, filepath*, file and line, files and lines, file|files involved
		[affected|vulnerable|relevant|related] source file*|code
		affected|vulnerable|relevant|related|problematic|impacted|offending [section*|lines|piece*|part*] [of] [source] code
		affected|vulnerable|relevant|impacted file|files|code|line|lines|path|paths, files affected, affected code [path|section|location|area]
		line number*, lines of code, code location*, code path*, code reference*, code pointer*, relevant line*, code line*
		link*|reference*|pointer*|url|permalink* to [the] [relevant|affected|vulnerable|offending|specific|source] [source] code|line|lines|file|files|commit
		where .. in the code|codebase|source [code], where the [issue|vulnerability|problem|bug|flaw] [is] exists|located|occurs|resides|lies, where [it|this] is located, where it|this|vulnerability|bug|issue occurs|happens|exists|is|lives
		tag branch commit, commit hash*|sha*|id|reference, git hash|sha|commit, branch name, branch or commit, tag or commit, commit or tag, commit|commits where|that
		affected branch|commit`,
	"source_location?": `location, commit, file|files, function|functions, source, where`,
	"configuration": `
		[special|specific|relevant|required|necessary|particular|non-default|any] configuration*|config [file*|details|settings|options|or] [is|are] required|needed|necessary [to] [reproduc*|trigger*|replicate|exploit]
		special|specific|relevant|required|necessary|particular|custom|non-default|default|unusual|your|any configuration*|config|settings|setup
		configuration|config detail*|setting*|file*|information|option*|used|step*|parameter*|requirement*|data
		system|server|application|deployment|build configuration|settings
		account type [used], type of account, configuration of your|the, feature flags, settings required|needed, relevant settings, build flags|options`,
	"configuration?": `configuration|configurations|config|settings`,
	"steps_to_reproduce": `
		step|steps|instruction|instructions|procedure|guide|information|details|info|data|method|way|ways|recipe [that|which] [are|is] [required|needed|necessary|on|how|sufficient] [for|to] [us] [be] [able] [to|how|be] [reliably|consistently|easily] [help] reproduc*|replicat*|recreat*|trigger*|repro
		step|steps|instruction|instructions [for|to] demonstrat*|exploit*|verify|validate|duplicate|create|recreate|confirm
		what you did, what did you do, what to do to see, how to make it happen, how to see it, how we can|could|might|may see|observe|watch|trigger|provoke, how to observe|provoke|cause, how you got there, how to get there, how it happens|happened, commands you ran, commands or requests, sequence of commands|requests|actions, what we|you must|have to|need to do, instructions with which|that, how one|somebody|anyone can|could see, way to see, steps that lead, steps leading, lines of code that
		steps you took, the steps taken, detailed steps, exact steps, clear steps, sequence of steps, step by step, steps involved, steps followed
		reproduction|repro|replication|reproducing|reproducible|reproducibility|reproducer step*|instruction*|detail*|information|procedure*|guide|method*|sequence|path|recipe|scenario*
		how to [reliably|consistently] reproduce|replicate|recreate|trigger|repro
		how can|could|may|do|would .. be reproduced|reproduce|replicated|triggered, how it|the|this|you|we .. reproduced|reproduce|replicate|triggered
		how [a|the] maintainer* .. reproduce
		instructions .. reproduc*
		reproduction of the|this, reproduction of, minimal|clear|detailed|exact|concise|short|simple reproduction|repro step*|instruction*`,
	"steps_to_reproduce?": `steps, reproduction, reproduction*, repro, reproducibility, reproducible, how to reproduce`,
	"steps_to_reproduce~": `reproduce|replicate|reproducing|replicating the|this|it|your|and|or|any
		reproduce|replicate`,
	"steps_to_reproduce+proof_of_concept": `
		[minimal|small|valid|working|short|self-contained|reduced|complete|simple] test case|cases [that] [to|which|for] [demonstrat*|reproduc*]
		+[minimal|small|working|short|self-contained|reduced|complete|simple] reproducer*|reproduction [code|case|script|example|repository|repo|project]
		[minimal|working|small|complete|reliable|clear|simple] reproducible|reproducing|reproduction example|case|sample|demonstration|project|repository|repo|code|script
		reproduction code|script*|case|project, reproducer*`,
	"proof_of_concept": `
		proof|proofs of [a] concept* [code|exploit|script*|demonstration|example*|implementation|video|material*|files]
		poc|pocs [code|exploit|script*|demonstration|example*|repository|video|files]
		exploit|exploitation|attack code|script*|sample*|example*|poc|payload*
		[relevant|sample|any|affected|vulnerable|minimal] code snippet|snippets|sample|samples|example|examples|demonstrating
		sample|example|demonstration|demo|proof code|exploit|exploits|input|inputs|payload*|files
		test case|cases, testcase*, unit test, working exploit*, working example*, example exploit*, exploit*|demonstration demonstrat*, sample project
		code you used, code necessary|needed|required to, shortest|minimal code, payload*, crafted input*|file*|request*, malicious input|payload|file, code that|which demonstrates|demonstrate|shows|triggers, code to demonstrate
		commands|requests|script|file|program|input|code|query|packet|sequence|repository|project|document|example|document|sample|page|calendar [or|and] [commands|requests|script|file|program|input] that|which [we] [can] [shows|show|triggers|trigger|demonstrates|demonstrate|proves|causes|provokes|exhibits|reproduces|opens|does|crashes], runnable|failing test|example|code|script|program|case, test [case] or exploit, minimal repository|program|script|file|project|document, demonstration on, a demonstration, script or, recorded session
		demonstration of the|how, demonstrating code, script [to|that] demonstrat*|reproduc*, minimal example*, [precise|exact|full|raw|complete] http request*, minimal code, example* of [the] exploit*, triggering input|sample, sample that triggers`,
	"proof_of_concept?": `exploit|exploits, demonstration, demo, code`,
	"impact": `
		impact*, impact summary|statement|description|analysis|details|explanation
		potential|possible|likely|security|real-world|worst-case consequence*|damage*|effect|effects|implication*|harm|outcome*
		consequence* of, effect|effects of [the|a|any] [potential|security] vulnerab*|issue*|bug*|flaw*|exploit*|problem*|attack*
		security implication*|effect*, what .. attacker* [can|could|might|may|would] [be] [able] [to|possibly] gain|achieve|do|access|accomplish|obtain
		what risk|risks|harm|damage|danger|dangers [it|this|that], what could|can|might happen, what .. [could|can|might|would|may] [be] [able] [to] gain|achieve|obtain|win|lose|steal|reach|read|get [by|from|with|out|through], what you think it means|allows|does, what [the] [it|this|bug|issue|vulnerability] allows|lets|means|enables, why it|this matters, why you think|believe it is [a] [security|serious|dangerous|important], worst case, what is at stake, economic damage, damage that|it|which
		effect|effects on [the], its effect|effects|consequences, the effect|effects, potential risk*, risk*|damage to users, risk posed, how [the] [it|this|issue|vulnerability|bug] affects`,
	"impact?": `consequence*, risk|risks, damage, effects, implications`,
	"attack_scenario": `
		attack|exploitation|exploit|threat|abuse|realistic|example|potential scenario*|path*|chain*|model|conditions|requirement*|flow
		how .. can|could|might be reached, attack|exploitation|exploit vector*|details|method*|technique*|surface|complexity|prerequisite*|precondition*
		[description|explanation|details] [of|on] how [an|the|a] [malicious|remote|potential] attacker*|adversar*|actor*|user .. exploit*|abuse*|use|leverage|attack*|take
		[description|explanation|details] [of|on] how can|could|might|may|would|does [an|the|a] [malicious|remote] attacker*|it|this|somebody|anyone [be] exploit*|abuse*|misuse*, [description|explanation|details] [of|on] how .. can|could|might|may|would|to [potentially|possibly|be] [be] [potentially|possibly] exploited|exploit|abused|abuse
		how [it|this|the] [issue|vulnerability|bug] [is|was] exploited, how to exploit, how exploitable, ways to exploit, way to exploit, who can|could|might exploit, who can trigger
		who can|could|might|may|would .. trigger|reach|use|make|do|exploit|launch|carry|attack|bring, who attacks, how an|the|somebody|someone|anyone [would|could|might|can] [bring|reach|make|use|carry|get|attack], how [the] [it|this|finding|bug|issue|vulnerability] [can|could|might] [be] reached|used|triggered remotely, what .. attacker .. needs|need|require|do with|must, what .. attacker [would|could|might] do with, attacker would need, from where, position of the attacker, assumptions you
		exploitability, precondition*, pre-condition*, prerequisite*, assumption*, +conditions [required|needed|necessary|under], conditions for
		privilege level*|required, level|levels of privilege|privileges|access, required privilege*|access|permission*, privileges|permissions|access required|needed, attacker privilege*|capabilit*|position|access
		user input|interaction [is] [required], is user input|interaction, authentication required, attack complexity, circumstances [under|in], threat actor*
		limitations .. exploit*, attacker model, attacker assumption*`,
	"attack_scenario?": `prerequisites, exploitation, attack vector`,
	"affected_versions": `
		affected|vulnerable|impacted sdk|library|client|image|plugin|app version*|release*
		affected|vulnerable|impacted|tested|relevant|exact|specific|known [software|package|product|project|library|release|crate|plugin|and|or|component|system|app] version*|release|releases|revision*|build|builds|commit|commits
		affected|vulnerable|impacted version* [numbers] [or|and|/|range] [tag|commit*|branch*|git|ranges] [or] [hash*|sha*|commit*|numbers]
		version*|release*|revision* [or|and|/] [commit*|branch*|release*|git|revision*|tag*] [numbers|range*|hash*|sha*|or] [that|which|is|are|being|were|was|you|have] [is|are|were|was|you've|you] [been] affected|vulnerable|impacted|tested|used|using|running|use|run|have|reproduced
		version number*|s|info|information|range*|string|details|id|identifier|tested|used|affected
		which version*|release*, what version*|release*, version*|release* of [the] *|your|our|this
		commit you built|used|use|tested|run, commit|revision|build on|at|in|with which, release or build, product and [firmware|version|build|release], release|version|build you use|run|have|tested|built|installed, firmware [version|build|release], build identifier|info|string, client|server|app|library|sdk|agent|program|plugin|engine [or] [server|client|app] version|release, name a commit, sdk and version
		version* [in] use, version* affected, version you re|are using|running, affected range*, version range*, version* or commit* [hash*|sha*], version* and commit* [hash*|sha*], version* commit* [hash*], version* tag commit, version* [or] git [commit] [hash*|sha*], release or commit, release tag
		current version, software version*, package version*, product version*, library version*, app version, firmware version*, plugin version*, module version*, project version, build number, latest version affected
		release version*, version|versions where|in`,
	"affected_versions?": `version|versions, release|releases, revision*`,
	"environment": `
		how [it|you|this] [is|was|were|have] installed|deployed, deployment|hosting|installation [environment|platform] detail*|setup|type|environment|information|method|mode
		+environment|platform|system|runtime|setup [detail*|information|info|specs|specification*|description]
		environment* [and|or] [system|configuration*|setup|version*] detail*|information
		windows|linux|macos|android|ios|distribution build|version*|release, [test|testing|your|target|runtime|affected|execution|deployment|build|host] environment*
		operating system* [and|or|/] [version*|environment|architecture|os]
		os|browser|kernel|compiler|python|node|nodejs|java|go|php|ruby|rust|docker|kubernetes|browser|platform|runtime|database|hardware|server|driver [and|or] [browser|os|python|node|hardware|software|platform|runtime|framework|app|java] [and] version*|details|information|type|name
		version* of [the|your] python|node|nodejs|java|php|ruby|os|browser|kernel|operating|docker|kubernetes|database
		your platform|system|setup|device|os|browser|hardware, affected platform*, affected operating system*, affected os, platform|platforms affected, hardware [and] software, device model, system spec*, dependency version*, versions of dependencies, relevant dependencies, hardware details|information|platform`,
	"environment?": `environment|environments, platform|platforms, os, browser|browsers, hardware, device, runtime, architecture, operating system, setup, dependencies`,
	"logs": `
		log|logs|logfile* [file*|output*|entries|snippet*|data|excerpt*|messages|information]
		error|crash|debug|server|application|system|console|relevant|supporting log|logs|message|messages|output|report*|trace*|dump*
		crash dump*, log excerpt*, sanitizer|asan|ubsan|valgrind|fuzzer output|report|trace|log, support bundle, diagnostic bundle, output of the|your|a|running, pictures, captures
		screenshot*, screen shot*, screen-shot*, screen capture*|recording*, screencast*, screengrab*, video*, recording*, stack trace*, stacktrace*, backtrace*, back trace*, traceback*, crash report*|dump*, core dump*, packet capture*, network capture*|trace*, pcap*, memory dump*, sanitizer output|report, asan output|report, console output, command output, tool output, error output, +diagnostic output|information|data|logs, request response, requests and responses, http request*`,
	"logs?": `images, image|images, trace|traces, output|outputs, image, evidence, attachments, errors`,
	"suggested_fix": `
		suggested|possible|potential|proposed|recommended|any|known|initial|temporary|your|available|existing|identified [or] [suggested|possible|potential|proposed|recommended|known] [code|security] fix|fixes|remediation*|mitigation*|solution*|patch|patches|correction*|resolution*|remedy|remedies|improvement*|countermeasure*|workaround*|work-around*|recommendation*|remediation|change|changes|hotfix*
		fix|remediation|mitigation|patch|solution|resolution suggestion*|recommendation*|idea*|proposal*|advice|option*|strategies|strategy|guidance|approach*|steps|plan|measures
		suggestion*|recommendation*|idea*|thought*|advice|proposal*|guidance|proposed change* [for|on|to|of|about|how|regarding|towards] [how] [to|a|the|possible|potential] [fix*|resol*|mitigat*|remediat*|address*|patch*|solut*|solving|correct*|improv*]
		mitigation*, remediation*, workaround*, work-around*, mitigating factor*, mitigated, [a|the|including] patch|patches, a fix|fixes, code fix, how to fix|mitigate|remediate|resolve|address|patch, how .. be fixed|mitigated|resolved|addressed|remediated, fix for, fixes for, fix if you, fix [or] workaround, how it could|can|might|should be repaired|fixed|corrected|solved, how to repair|correct|solve, proposal|proposals|idea|ideas|suggestion|suggestions for a|the|its correction|repair|remedy|solution|fix, pull request with [a|the] fix, actionable steps to remediate, solution*`,
	"suggested_fix?": `correction, repair, patch, fix, fixes, suggestions, recommendations, resolution, remedy, suggestion`,
	"severity": `
		severity* [level|rating|assessment|score|estimate], cvss* [score|vector|rating|v*] [string|score|and], risk rating|level|score|severity|assessment|classification, criticality, security level
		how severe|serious|critical, seriousness, severity and impact, estimated severity, urgency`,
	"cwe": `cwe* [id*|number*|identifier*|classification|category|reference*|entry], weakness enumeration|id|identifier*, common weakness`,
	"contact": `
		contact information|info|detail*|data|email|address|method*|point
		how .. [to] contact|reach you, how to contact|reach, way*|means to contact|reach|get|communicate, way for us to, how we can|may|should contact|reach|get|communicate, where we can reach, preferred contact|communication [method], preferred method of contact|communication
		your contact*, your email*, your e-mail*, your phone, email|mail address, email for, reply address, name and|or|& [your] [contact|email], name email, reporter contact, name|handle and email, contact name, name organi*|company and contact, best way to`,
	"contact?": `contact, email, phone`,
	"reporter_name": `
		your [full|real|preferred] name*|names|handle|alias|nickname|pseudonym|identity|username [or|and|/] [handle|alias|pseudonym|nickname|username]
		name*|names|identity of [the|all|any] [security|original] reporter*|researcher*|finder*|discoverer*|person|people|individual*|discovering
		reporter|researcher|finder|discoverer|author [s] name|names|identity
		reporter|researcher|finder name, name or handle|alias|pseudonym|nickname, name handle, github username|handle|account|profile|user, who you are, who reported, who found|discovered, name of`,
	"reporter_name+affiliation": `name*|names and affiliation* of [the|all|any] [security] reporter*|researcher*|finder*|discoverer*|people|person, name* and affiliation* of`,
	"reporter_name?":            `name|names, handle, alias, discoverer, reporter, finder, researcher`,
	"affiliation":               `affiliation*, affiliated organi*, name of [your] organi*|company|employer, your organi*|company|employer, organi*|company name|affiliation, name* and organi*|company, name organi*|company`,
	"affiliation?":              `organization, organisation, company, employer`,
	"reporter_name+credit_preference": `[your] [full|real|preferred] name or|and|/ handle|alias|pseudonym|nickname for|in the|our|any [advisory|credit|credits|announcement|acknowledg*|wall|list|hall], nickname for [the|our] [credit|wall|list], [your] name for|in the [advisory|credits|announcement|release]
		[your] name|handle|alias|pseudonym [or|and|/] [handle|alias|organi*|pseudonym|affiliation] [you] for|in [public] credit|attribution|acknowledgement|acknowledgment|recognition|acknowledgements|credits|crediting`,
	"credit_preference": `
		wall of thanks|fame
		how|whether|if you [would|want|wish|d|prefer|should] [like|want|to|wish] [to] [be] credited|acknowledged|named|attributed|recognized|recognised|credit|attribution|mentioned|listed|remain anonymous|public credit|acknowledgement|acknowledgment
		whether .. credited|acknowledged|anonymous|mention* [your] [contribution*|name], how .. credited|acknowledged|attributed
		credit|attribution|acknowledgement|acknowledgment|recognition|acknowledgements preference*|information|name|details|line|string|choice
		preferred credit|attribution|acknowledgement|acknowledgment|name|way of|form of|recognition, preference* for|on|regarding|about credit|attribution|acknowledgement|acknowledgment|recognition|public
		for|in credit|attribution|acknowledgement|acknowledgment|recognition|acknowledgements|credits|crediting, desired credit|attribution, credit you|your, like|want|wish|prefer to be credited|acknowledged|named|anonymous|attributed|recognized|recognised, like|want public credit|credit|acknowledgment|recognition, if you like|want|wish|prefer|d to remain|stay anonymous, if you .. remain|stay anonymous, name .. to be credited, anonymous or, if you want|wish credit`,
	"credit_preference?": `credit|credits, attribution, acknowledgment|acknowledgement`,
	"disclosure_plans": `
		disclosure|publication|embargo|coordinated|public plan*|timeline*|deadline*|date*|preference*|schedule|intention*|expectation*|requirement*|status|timeframe|period|request*
		[public] disclosure timeline|plan|plans|deadline, plan*|intend*|intention*|intent to|for|of [publicly] disclos*|publish*|publication|disclosure|present*|public
		whether .. disclosed|public|publicly|shared|known|exploited, already [been] disclosed|public|publicly|known|shared|reported, publicly known|disclosed|available, how long .. embargo, embargo, been disclosed, been publicly, known to others, shared with [others|anyone|third], known public
		date of [your|a|any|the] talk|publication|presentation, give|giving a talk, planned publication|talk|presentation|date, publish|publication date, when you [want|intend|plan], timeline|date|plan|plans|deadline for [public|coordinated] disclosure|publication|release, desired disclosure, proposed disclosure, preferred disclosure, other parties|vendors|people notified|informed|aware, exploited in the wild, active|known exploitation, evidence of exploitation`,
	"other_info": `
		any|some|all|and|with|or|provide|include [and] [all] other|additional|further|extra|supplementary|supplemental|supporting|more [relevant|related|useful|helpful|technical|important|pertinent|background|supporting|necessary|potentially] [or|and] [relevant|useful|helpful|supporting|technical] information|info|detail|details|context|material*|note|notes|data|observation*|comment|comments|evidence|resources|thing|things|artifacts|documentation|remarks|insights|considerations|documents|facts|thoughts
		other|additional|further|extra|supplementary|supplemental|supporting [relevant|related|useful|helpful|technical|important|pertinent|background|supporting|potentially] [or|and] [relevant|useful|helpful|supporting|technical] information|info|detail|details|context|material*|note|notes|data|observation*|comment|comments|evidence|resources|artifacts|documentation|remarks|insights|considerations|documents|facts|thoughts
		any|other|related [other] [relevant|related|pertinent|useful|helpful|necessary|applicable|background] [or] [related|relevant|useful|technical] information|context|detail|details|data|material*|facts
		anything|everything|something [else] [you|that|which|we|relevant|useful|might|could|may|helpful], whatever else|you, anything else, everything you know, relevant context, background information, supporting evidence|material*|documentation, other details|information|notes|relevant|useful`,
	"other_info~": `as descriptive|specific|thorough|precise as possible|you, as much|many [useful|relevant|technical] information|detail*|info|context [about|on|in|regarding] [the|your|this] [issue|vulnerability|problem|report] [as|you] [possible|can], full|all|relevant|necessary|sufficient|enough [relevant|necessary|the|available|possible|important] information|details|detail|info
		detailed information, relevant information|details, with|include|provide details|detail|information, as detailed as possible`,
	"other_info?": `miscellaneous, notes, comments, context, extra`,
	"other": `
		cve* [id*|number*|identifier*|reference*|request*], related cve*, one|single vulnerability|issue|report per|in, separate report* for, subject line, descriptive subject
		[disclose|disclosure|use|usage|whether] [of] [you] [used] ai|llm [tool*|assistance|usage|generated|use], related [security] issue*|advisories|reports, reference*|link* to, pgp key, public key, relevant reference*, reference* [or|and] link*, attestation`,
	"-": `
		description of [your|the] change|changes, issue tracker, issue template, no|na|nel|nella|im|dans|en [el|la|le|votre|seu|tu|su] e-mail|email|mail|courriel|correo|mensagem|mensaje|messaggio|nachricht, in|to|with|from|via|by your email|e-mail|mail, described, as described, your email client, supported version*, unsupported version*, security patch*, patch release*, patched version*, fixed version*, latest version, version control, source code from|in this|our
		steps below|above, these steps, following steps, steps to protect, further steps, next steps, steps we, steps to secure|resolve|address|verify, our impact, public impact, issue description field
		against|on|in|with|using|to the latest|newest|current [stable] version|release|commit, impacted, time to fix, publish a fix|fixes, develop a fix|patch, release* a fix|patch, fix or, fix the, fix it, fixed, to fix, to patch, patch the, environment variable*, in a|an|your [local|test|clean|sandbox|isolated|staging] [or|and] [local|sandbox|test|staging] environment, production environment*, security log*, log in, log out, log into, code of conduct, source code of, open source, source of, proof of vulnerab*, security risk*, at risk
		responsible disclosure, coordinated disclosure, disclosure polic*, disclosure process, public disclosure, prior disclosure, disclosure of, name of the file, the name of, code review, pull request, domain name, platform specific, video games, patch level, test environment of`,
}
