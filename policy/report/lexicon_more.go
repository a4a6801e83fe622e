package report

import "strings"

// otherLexicon continues lexicon: further turns of phrase in English, and the
// commonest ones of other languages with blanks between words.
var otherLexicon = map[cue]string{
	cueAttacker: `somebody|anybody|everyone|everybody|whoever|outsider|outsiders|insider|adversarial|intruder|intruders|malicious|rogue|remote user|remote users|local user|local users|
		unprivileged user|unprivileged users|any member|any client|any caller|any account|any visitor|any person|other users|another user|third party|third parties|visitors|
		angreifer|angreifern|attaquant|attaquants|atacante|atacantes|aggressore|attaccante|злоумышленник|злоумышленнику|атакующий|atakujący|napastnik|saldırgan|saldırganlar|cualquiera|quiconque|qualquer pessoa|jeder|jedes konto|jemand|любой пользователь`,
	cueCan: `can then|takes|makes it possible|making it possible|opens the door|is enough to|is enough for|suffices|kann|können|könnte|erlaubt|ermöglicht|peut|peuvent|pourrait|permet|permettant|puede|pueden|podría|permite|permitiendo|
		pode|podem|poderia|permitindo|può|possono|consente|permette|может|могут|позволяет|może|pozwala|umożliwia|edebilir|sağlar|
		this is a|which is a|will be injected|thereby|so that anyone|makes the|
		are leaking|is leaking|is exposed|are exposed|is leaked|are leaked|being leaked|is disclosed|are disclosed|is logged|are logged|gets leaked|being printed|is sent|are sent|is stored|are stored`,
	cueHarm: `takes down|take down|takes a service down|brings down|goes down|taken down|is killed|aborts|stops responding|stops answering|unresponsive|unavailable|read any file|read files|read the files|reads the secrets|read what|
		any file|overwrite|overwrites|overwritten|other users|other user's|another user's|of others|everyone else|becomes root|run as root|runs as root|as root|root shell|root access|admin rights|with the rights of|on behalf of|in the session|in the origin|
		in the name of|in the context of|shell access|full access|gain access|gains access|access to|log in as|sign in as|logs in as|way into|eavesdrop|man-in-the-middle|mitm|downgrade|forge|forged|tamper|tampering|replay|pivot|lateral movement|
		deny service|denial-of-service attack|stack overflow|100% cpu|cpu exhaustion|disk space|exhausts|never returns|blocks the|freezes|keystrokes|stored xss|reflected xss|personal data|private data|customer data|financial loss|
		reputational damage|legal|fraud|supply chain|supply-chain|backdoor|malware|ransomware|persistent|monetary|defaced|scripts run|script runs|executed in the|executes in|executed on|undefined behavior|undefined behaviour|
		heap corruption|use-after-free|data corruption|corrupt|corrupts|evade|circumvent|misuse|abuse|enumerate|intercept|decrypt|disclose|discloses|expose|exposes|exposed|exposing|reveal|reveals|lock out|locked out|destroy|wipe|guess|
		ausführen|ausgeführt|übernehmen|umgehen|auslesen|lesen|absturz|abstürzen|stehlen|überschreiben|löschen|exécuter|contourner|voler|lire|déni de service|accéder|écraser|prendre le contrôle|ejecutar|robar|leer|denegación de servicio|acceder|
		sin servicio|tomar el control|eludir|executar|roubar|negação de serviço|ler|acessar|contornar|assumir|eseguire|rubare|leggere|выполнить|украсть|получить|прочитать|отказ в обслуживании|обойти|wykonać|ukraść|odczytać|çalabilir|çalıştırabilir|
		webshell|web shell|getshell|get shell|reverse shell|any php|upload php|upload arbitrary|arbitrary data|any command|any code|any account|any user's|
		récupérer|usurper|supprimer|divulguer|exfiltrer|obtener|modificar|borrar|suplantar|obter|apagar|ottenere|abgreifen|mitlesen|manipulieren|give away|gives away|owns the account|own the account|privacy|service down|server down|is mine|as another|other people|of another|reset the password|change the password|take control|takes control|arbitrary memory|out-of-bounds|memory safety|information about|stolen|keeps access|keeps the access|keep access|still access|still has access|retains access|
		admin account|administrator account|administrator accounts|administrator user|administrator users|admin user|admin users|admin privileges|administrator privileges|add an admin|add an administrator|create an account|creates an account|kinds of account|shell command|shell commands|shell injection|command will be executed|file upload|any user|user accounts|
		escalate|escalates|privileges to|become admin|become administrator|become administrators|becomes admin|elevate|elevates|upgrade the user|
		add a administrator|add administrator|add a new admin|adds an administrator|adds a administrator|automatically add|plaintext|plain text|clear text|cleartext`,
	cueScenario: `attackers who|attackers with|attacker on|attacker in|attacker only|attacker first|attacker then|attacker tricks|attacker registers|attacker hosting|attacker knows|attacker obtains|attacker places|attacker puts|attacker supplies|attacker provides|
		attacker connects|attacker opens|attacker intercepts|attacker modifies|attacker injects|attacker logs|attacker capable|attacker in control|
		remote attacker|remote attackers`,
	cueActor: `any member|any unauthenticated|any remote|any local|any website|any web page|any caller|any client|any visitor|every account|any low-privileged|any registered|any contributor|anyone who|anyone with|anyone able|anybody who|
		anybody with|someone who|someone with|someone on|somebody who|somebody with|somebody on|everyone who has|everybody who has|people who|user who can|user with access|user with the|users with access|an outsider|outsiders|an insider|a visitor|visitors of|visitors to|a guest|
		a local user|local users|a local attacker|remote user|unprivileged user|unprivileged users|unprivileged local|low-privileged|low privileged|malicious user|malicious users|malicious website|malicious web page|malicious server|malicious client|malicious app|
		malicious page|malicious peer|malicious insider|malicious extension|malicious package|malicious repository|rogue|former member|former members|former employee|former employees|client without|clients without|without credentials|without logging in|without any privileges|on the same network|
		same local network|a man-in-the-middle|man-in-the-middle can|man-in-the-middle attacker|mitm attacker|network position|unauthenticated attacker|unauthenticated user|unauthenticated users|unauthenticated client|authenticated attacker|attacker who|attacker that|attacker with|
		attackers who|attackers with|attacker on the|attacker has|attacker already|attacker needs|attacker must|attacker tricks|attacker registers|attacker knows|attacker hosts|attacker sends|attacker uploads|attacker creates|attacker crafts|attacker controls|an editor|an employee
		|gets a user|get a user to|convince|convinces|persuade|persuades|lures|lure|luring|trick|tricks|tricked|tricking|social engineering|malicious editor|malicious tenant|malicious maintainer|
		angreifer|attaquant|atacante|cualquiera que|quiconque|jeder|jedes konto|злоумышленник|atakujący|napastnik|saldırgan|
		any customer|any consumer|any guest|any tenant|any peer|any participant|anonymous visitor|anonymous user|anyone on|anybody on|somebody else can|someone else can|only needs the victim|needs the victim|the victim to visit|visits a malicious|anyone can|anyone could|somebody holding|un visiteur|visiteur anonyme|um atacante|un usuario|um usuário|un utilisateur|ein benutzer|ein redakteur|
		whoever holds|whoever knows|whoever has|whoever can|whoever controls|whoever supplies|whoever gets|whoever owns|attacker on|attackers on|an anonymous|jeder angemeldete|qualquer um|qualquer usuário|cualquier usuario|tout utilisateur|n'importe qui|chiunque|any customer|
		an authenticated|any authenticated|low privilege user|low-privilege user|low privileged user|without logging|without authentication can|without login|
		any logged-in user|a logged-in user|logged-in attacker|logged-in user can|logged-in users can|an authenticated|authenticated user can|authenticated users can|authenticated user could|
		induces|induce|inducing|malicious webpage|malicious web site|malicious site|a crafted page|crafted web page|while logged in|attacker induces|attacker lures|
		non-admin|non-admin users|non-administrator|normal user can|regular user can|basic user can|standard user can|ordinary user|normal users can|regular users can`,
	cueDefer: `on request|upon request|please ask|once you confirm|once you have confirmed|after confirmation|after the confirmation|after your confirmation|if you are interested|i will send|we will send|i will provide|we will provide|i can provide|
		we can provide|i can send|i could send|i will share|i can share|happy to share|happy to provide|glad to provide|glad to share|reach out to me for|contact me for|not repeated here|intentionally omitted|are withheld|is withheld|will follow|
		auf anfrage|sur demande|a petición|sob demanda|по запросу`,
	cueCWE: `cwe|cwes`,
	cueRepro: `crashing|crasher|crashers|testcase|testcases|repro|repros|reproducers|
		exp|exp page|poc page|the exploit page`,
	cuePointing: `following|below|this|these|such`,
	cueFunction: `function|functions|method|methods|routine|handler`,
	cueOffer:    `can be sent|can be provided|can be shared|will be sent|will be provided|will be shared|available after|have a working`,
	cueVideo: `recorded|vídeo|vidéo|screen capture video|gif|
		mov|webm|loom|vimeo|avi`,
	cueShot: `capture d'écran|captura de pantalla|bildschirmfoto|bildschirmfotos|captura|screen grab|see picture|picture below|attached image|attached picture|image attached|figure 1|fig. 1|
		figure 2|figure 3|see figure|figure shows|figure below|screencapture`,
	cueOutput: `says|said|answer is|the answer|answers|actual|actually happens|it prints|gives|gave|reads|ended in|ends in|ends with|i saw|it was|this was|excerpt|extract|ausgabe|meldung|salida|sortie|saída|вывод|journal|
		the log|log file|log shows|log output|logs show|log says|log excerpt|log of`,
	cueFix: `would be enough|would fix|fixes the|fixes it|fixes this|fix this by|fix it by|fixed this by|to remediate|remediated by|remediate by|to prevent this|to avoid this|
		the remedy|as a remedy|as a workaround|as workaround|until then|until a release|until a fix|users who cannot|can be avoided|could be avoided|avoid this by|i propose|we propose|my proposal|my suggestion|it would be better|use instead|replace it with|replacing it with|please validate|please sanitize|please escape|please add|please fix by|please restrict|please consider|please disable|please upgrade|please update|please use|
		should use|should be rejected|should be set|should be compared|should be encoded|should be treated|should be limited|should be disabled|should compare|should refuse|should verify|should limit|should ensure|should require|
		should apply|should consider|should implement|should add|recommendation is|recommended fix|remedied by|resolved by|solved by|helps against|is enough to fix|adding a check|add a check|adding validation|add validation|adding the missing|a patch is|patch attached|attached patch|
		setting it to|worked around|disabling the|upgrading to|switch to|switching to|implement rate|
		sollte|sollten|empfehle|empfiehlt|genügt|behoben|beheben|vorschlag|abhilfe|devrait|devraient|recommande|corriger|corrigé|suffirait|debería|deberían|recomiendo|corregir|bastaría|deveria|deveriam|recomendo|corrigir|bastaria|следует|рекомендую|исправить|należy|powinien|
		en attendant|cleanest way|cleanest fix|simplest fix|easiest fix|close the hole|closes the hole|better go|the right fix|a proper fix|
		the solution is|the solution requires|solution would be|requires making|must always|
		you should immediately|you should remove|you should sanitize|you should validate|you should use|you should check|you should escape|you should limit|you should restrict|you should add|you should update|you should not|you should implement|you should consider|you should encode|
		do not use|don't use|should not use|never use|avoid using|please don't|use prepared statements|use parameterized|sanitize and|sanitize the|validate and|validate the|escape the|limit the type|restrict access|should limit`,
	cueTested: `seen on|seen with|observed on|observed with|checked on|checked with|tried on|tried with|ran on|i use|i used|my machine|my laptop|my setup|installed on|on a fresh|fresh install|clean install|getestet|testé sur|testé avec|probado en|probado con|testado|проверено|setup:|set-up|
		mine is|verified in:|browsers verified|browser verified|browsers tested`,
	cueVersion: `update|patch|snapshot|nightly|master|ветка|версия|версии|versión|versiones|versão|versões|sürüm|wersja|wersji`,
	cueAffected: `seen with|seen in|seen on|observed in|observed with|noticed in|noticed with|happens with|happens in|occurs in|occurs with|tried with|tried on|i use|i used|we use|we run|behave the same|
		reproducible in|reproducible with|reproducible on|not affected|unaffected|has the fix|came in with|came with|appeared in|going back to|only in|both in|older than|onwards|upwards|betroffen|ab version|seit|bis|
		affecté|affectées|depuis|jusqu'à|afectada|afectadas|desde|hasta|afetada|afetadas|até|затронуты|подвержены|уязвима|начиная с|dotyczy|podatna|etkileniyor|
		found in|seen|
		fix this issue|fixes this issue|fix the issue|fixes the issue|contains the fix|contain the fix|include the fix|includes the fix|with the fix`,
	cueAnyVersion: `all the versions|all released versions|every release|any release|the current release|the latest version|latest versions|latest commit|current main|current head|current git|git head|git main|git master|git trunk|trunk|main and|and main|latest npm|latest docker|
		alle versionen|toutes les versions|todas las versiones|todas as versões|todas las de|todas las|aktuelle version|dernière version|última versión|última versão|последняя версия|все версии`,
	cueSeverity: `rate it|rate this|rated it|rated this|i rate|rated as|rated high|rated critical|rated moderate|rated medium|rated low|call it high|call it critical|call it medium|call it low|severity of|of high severity|of critical severity|severity critical|severity: |score of|scored|
		scores|cvss of|cvss:|cvss rating|cvss is|cvss =|cvss2|cvss v2|cvssv4|cvss 3|cvss 4|severity would|severity should|severity i|severity to|is critical|as critical|as high|as medium|as low severity|important severity|schweregrad|gravité|severidad|gravedad|severidade|gravidade|критичность`,
	cueFound: `discovered this|credited to|credit for|entdeckt von|gefunden von|gemeldet von|mein name|je m'appelle|mi nombre es|me llamo|meu nome é|меня зовут|найдено|обнаружил|découvert par|descubierto por|descoberto por|
		for reporting this|for reporting the|for discovering|for finding this|for responsibly|credits go to|reporter is|kudos to|
		credit goes to|credits to|reported to us by|responsibly disclosed by|disclosed by|identified by|submitted by|researched by|kudos to`,
	cueEmployer: `security team at|red team at|from the security team|from the research team|researchers at|researchers from|researcher from|researcher with|researcher for|engineer with|engineer from|employed by|employed at|i work for|i work at|we work at|consultant with|
		phd student|msc student|student of|institute of|institute for|gmbh|inc.|ltd|ltd.|llc|s.a.|s.r.l.|b.v.|co., ltd|corporation|technologies|laboratory|laboratories|lab of|of the department|department of|universität|université|universidad|universidade|universität`,
	cueConfig: `has to be true|must be true|is true|set to true|set to false|set to yes|set to no|is turned on|turned on|is switched on|switched on|is off by default|off by default|disabled by default|not enabled by default|only in setups|only set-ups|only in configurations|only installations|only deployments|only applications that|only affects|only affected if|affects only|with the option|feature flag|needs the option|configured as|configured so|configured such|nur wenn|muss aktiviert|aktiviert sein|doit être activé|debe estar|deve estar|
		must be false|must be set to|has to be false|has to be set|this needs|is absent`,
	cueSource: `introduced|copied|there|reads|checks|trusts|compares|parses|passes|builds|handles|writes|stored|script|template|controller|header|code:|bug|flaw|problem|fault|responsible|concerned|belongs|see|look|around|near|starting|und|im|le|la|el|no|из|файл|datei|fichier|archivo|arquivo`,
	cueSign: `grüße|gruß|viele grüße|mit freundlichen|cordialement|saludos|atentamente|atenciosamente|abraços|с уважением|pozdrawiam|saygılarımla|cordiali saluti|yours sincerely|warm regards|respectfully|signed|take care|faithfully|have a nice|best,|thx|many thanks|with regards|
		bien à vous|bien cordialement|beste grüße|liebe grüße|um abraço|un saludo|grazie|obrigado|gracias|merci|danke`,
	cueGreet: `hallo|guten tag|bonjour|hola|olá|здравствуйте|merhaba|cześć|ciao|good evening|sehr geehrte|to whom`,
	cueDoing: `take|make sure|give|get|pass|feed|enable|disable|log out|sign up|sign out|register|subscribe|press|hold|drag|drop|scroll|hover|choose|pick|unpack|extract|decompress|mount|boot|attach|set up|call|ask|send|reload|return|compare|count|listen|
		invoke|point|craft|encode|decode|authenticate|issue|perform|repeat|unzip|import|export|apply|bring|kill|stop|move|read|reproduce|examine|inspect|attempt|try|turn|tick|check out|checkout|
		öffnen|starten|anmelden|hochladen|senden|aufrufen|anlegen|erstellen|eingeben|klicken|ausführen|ouvrir|lancer|envoyer|créer|se connecter|cliquer|exécuter|saisir|télécharger|démarrer|abrir|iniciar|arrancar|enviar|crear|ejecutar|entrar|hacer|pulsar|clic|subir|acceder|criar|executar|clicar|acessar|
		открыть|откройте|запустить|запустите|отправить|отправьте|создать|создайте|войти|войдите|нажать|нажмите|otwórz|uruchom|wyślij|zaloguj`,
	cueMeans: `knowing|mit|durch|par|avec|con|mediante|com|через|с помощью|
		construct|constructing|manipulating|modifying|injecting|placing|inserting|replacing|tampering|intercepting|convincing|
		provide|malicious file|malicious link|malicious page|malicious request|malicious packet|crafted file|crafted packet|crafted message|specially crafted|specially-crafted|
		put the|puts the|send the|send a|sends a|send an|link to|share the|upload a|uploads a|create a|creates a|register|registers|
		with a|with an|with the|with valid|with access|with only|with low|with write|with network|with local|with malicious|with crafted|with his|with their|with two|with one`,
	cueQuoted: `is compared|are compared|compared with|does this|reads:|the check|the function|the method|this function|this method|here is the code|the relevant|the offending|offending code|problematic code|affected function|the affected|vulnerable snippet|vulnerable part|the following function|where the`,
	cueTrace: `out of memory|outofmemoryerror|stackoverflowerror|stack smashing|double free or corruption|free(): |malloc(): |error: addresssanitizer|panicked at|thread 'main'|kernel panic|bug: kasan|bug: unable|general protection|unable to handle|oom-killer|out-of-memory|
		violación de segmento|speicherzugriffsfehler|erreur de segmentation|falha de segmentação|exception:|caused by:|error[e|fatal: |unhandledpromiserejection|unhandled promise`,
}

// signs are marks of scripts without blanks between words, each with its cue.
// They are looked for only in lines that hold such a script.
var signs = []struct {
	cue  cue
	list []string
}{
	{cueAttacker, []string{"攻击者", "攻擊者", "攻撃者", "黑客", "恶意用户", "第三者", "공격자", "任意用户", "第三方"}},
	{cueActor, []string{"攻击者", "攻擊者", "攻撃者", "공격자", "恶意用户", "第三者", "任意用户", "诱导", "普通用户", "未授权用户", "未登录"}},
	{cueCan, []string{"可以", "可能", "能够", "导致", "造成", "できる", "できます", "可能性", "おそれ", "恐れ", "可能です", "수 있", "允许", "可直接", "即可"}},
	{cueHarm, []string{"执行任意", "任意代码", "命令执行", "代码执行", "泄露", "泄漏", "窃取", "盗取", "提权", "拒绝服务", "崩溃", "绕过", "接管", "篡改", "读取", "删除", "越权", "任意文件", "getshell", "webshell", "控制服务器", "黑了", "未授权访问", "敏感信息", "任意命令", "任意密码", "盗まれ", "漏えい", "漏洩",
		"任意のコード", "実行される", "任意のスクリプト", "クラッシュ", "サービス拒否", "読まれる", "読み取", "乗っ取", "改ざん", "실행", "유출", "탈취", "서비스 거부", "우회"}},
	{cueFix, []string{"建议", "修复方法", "应该", "应当", "升级到", "修補", "べきです", "推奨", "修正する", "対策として", "해야 합니다", "권장"}},
	{cueRepro, []string{"复现", "重现", "如下", "运行", "执行以下", "再現", "実行する", "実行します", "以下の", "재현", "다음"}},
	{cueDoing, []string{"登录", "登陆", "打开", "点击", "访问", "发送", "输入", "创建", "上传", "抓包", "运行", "执行", "构造", "修改", "选择", "进入", "下载", "安装", "启动", "使用", "添加", "新建", "设置", "注册", "请求", "拦截", "发起", "调用", "编译", "复制", "粘贴", "保存", "查看",
		"ログイン", "開き", "開く", "クリック", "作成", "入力", "送信", "押し", "押す", "実行", "アクセス", "起動", "確認", "로그인", "클릭", "접속", "입력", "실행", "생성", "전송"}},
	{cueFunction, []string{"函数", "方法", "関数", "メソッド"}},
	{cuePayload, []string{"载荷", "payload", "构造", "ペイロード", "페이로드"}},
	{cueShot, []string{"截图", "如图", "见图", "スクリーンショット", "画面の写し", "스크린샷", "截屏"}},
	{cueVideo, []string{"视频", "動画", "录屏", "동영상", "ビデオ"}},
	{cueOutput, []string{"输出", "结果", "返回", "日志", "报错", "出力", "表示され", "ログ", "結果", "출력", "결과", "响应"}},
	{cueVersion, []string{"版本", "バージョン", "버전"}},
	{cueAffected, []string{"影响", "受影响", "影響", "対象", "之前", "以下", "及以下", "以前", "まで", "确认", "確認", "测试", "영향", "이하"}},
	{cueAnyVersion, []string{"所有版本", "全部版本", "最新版本", "最新版", "すべてのバージョン", "全バージョン", "最新のバージョン", "모든 버전", "최신 버전"}},
	{cueTested, []string{"测试环境", "测试于", "环境为", "確認した環境", "検証環境", "테스트 환경", "で確認", "上测试"}},
	{cueSeverity, []string{"高危", "严重漏洞", "中危", "低危", "深刻度", "심각도"}},
	{cueConfig, []string{"需要开启", "需要启用", "非默认", "默认配置", "开启了", "启用了", "有効にした場合", "有効な場合", "設定が必要", "배치 설정"}},
}

// signsIn gathers what marks of such scripts hint at.
func signsIn(low string) cue {
	var got cue
	for _, s := range signs {
		for _, mark := range s.list {
			if strings.Contains(low, mark) {
				got |= s.cue
				break
			}
		}
	}
	return got
}

// ideographic reports whether a text holds Chinese, Japanese or Korean script.
func ideographic(s string) bool {
	for i := range len(s) {
		if s[i] >= 0xe3 && s[i] <= 0xed { // the lead bytes of U+3000 to U+DFFF
			return true
		}
	}
	return false
}
