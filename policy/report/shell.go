package report

import "strings"

// commands are programs that a proof is run with.
var commands = lookup(`curl|wget|git|npm|npx|yarn|pnpm|pip|pip3|python|python2|python3|node|go|cargo|docker|docker-compose|make|gcc|g++|clang|clang++|sudo|php|ruby|java|javac|mvn|gradle|
	kubectl|nc|ncat|netcat|nmap|sqlmap|openssl|ssh|cd|cat|echo|mkdir|printf|bash|sh|zsh|perl|bundle|composer|apt|apt-get|brew|dotnet|rustc|deno|bun|helm|podman|export|unzip|tar|valgrind|gdb|
	cc|tcc|tar|dd|ln|grep|sed|awk|socat|telnet|ftp|smbclient|ping|strace|ltrace|ldapsearch|xxd|base64|zip|7z|ffmpeg|redis-cli|mysql|psql|touch|ln|cp|mv|rm|chmod|cmake|./configure|ffuf|hydra|nikto|msfconsole|tshark|tcpdump|adb|wasmer|wasmtime|terraform|ansible-playbook|sqlite3|http|websocat|nslookup|dig|
	powershell|cmd.exe|gem|rake|irb|mix|elixir|scala|sbt|swift|kotlin|lua|convert|magick|exiftool|yt-dlp|vim|emacs|conda|uv|uvx|poetry|django-admin|rails|flask|uvicorn|gunicorn|serve|http-server|nuclei|jadx|apktool`)

// shell reports whether a line is a shell command. In prose many of these are
// words too ("make", "go", "cat"), so there an argument must look like one.
func shell(low string, prose bool) bool {
	s := strings.TrimLeft(low, " \t`")
	n := prompting(s)
	prompted := n > 0
	s = strings.TrimLeft(s[n:], " ")
	first, rest, _ := strings.Cut(s, " ")
	if strings.HasPrefix(first, "./") && len(first) > 3 && first[len(first)-1] != ':' {
		return true
	}
	if !commands[first] {
		return !prose && strings.HasPrefix(low[len(low)-len(strings.TrimLeft(low, " \t")):], "$ ") && plainWord(first)
	}
	if !prose || prompted && rest != "" {
		return rest != ""
	}
	arg, _, _ := strings.Cut(rest, " ")
	return len(arg) > 1 && arg[0] != '`' && (arg[0] == '-' && arg[1] != ' ' || strings.HasPrefix(arg, "http") || strings.Contains(arg, "/") && !strings.HasPrefix(arg, "/") ||
		verbs[first+" "+arg])
}

// plainWord reports whether a word can be the name of a program.
func plainWord(s string) bool {
	return len(s) > 1 && wordByte(s[0]) && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789-_./") == ""
}

// prompting is the length of a shell's prompt: "$ ", "user@host:~$ ", "[me@box ~]% ".
func prompting(s string) int {
	for _, mark := range prompts {
		if strings.HasPrefix(s, mark) {
			return len(mark)
		}
	}
	head := s[:min(len(s), 64)]
	for _, mark := range prompts[:3] {
		if i := strings.Index(head, mark); i > 0 && strings.ContainsAny(head[:i], "@~") {
			return i + len(mark)
		}
	}
	return 0
}

var prompts = []string{"$ ", "# ", "% ", "> ", ">> "}

func prompt(low string) bool {
	s := strings.TrimLeft(low, " \t")
	n := prompting(s)
	return n > 0 && s[0] != '#' && s[0] != '>' && n < len(s)
}

// verbs are commands whose argument is a word.
var verbs = lookup(`git clone|npm install|npm i|npm run|npm start|pip install|pip3 install|docker run|docker build|docker compose|docker pull|go run|go test|go build|cargo run|cargo build|cargo test|yarn install|
	yarn add|git checkout|gem install|composer require|apt install|apt-get install|cargo add|go get|go install`)

// begins reports whether a line begins as a command does: a program's name, then
// what it is given. Comments and answers do not.
func begins(low string) bool {
	first, rest, _ := strings.Cut(strings.TrimLeft(low, " \t"), " ")
	return rest != "" && plainWord(strings.TrimPrefix(first, "$")) && first[len(first)-1] != ':'
}

// typed reports whether a piece of code is a command by its looks, whatever the
// program: it has an option, or is joined to another by a pipe.
func typed(s string) bool {
	first, rest, _ := strings.Cut(strings.TrimSpace(s), " ")
	if rest == "" || !plainWord(first) || strings.ContainsAny(first, "=") {
		return false
	}
	for i := 0; i+2 < len(rest); i++ {
		if rest[i] == '-' && (i == 0 || rest[i-1] == ' ') && rest[i+1] != ' ' && rest[i+1] != '>' && !digit(rest[i+1]) {
			return true
		}
	}
	return strings.Contains(rest, "&& ./") || strings.Contains(rest, " | ") && !strings.Contains(rest, "||")
}

// inlineCommand reports whether a sentence holds a command between backticks.
func inlineCommand(s string) bool {
	for code := range codeSpans(s) {
		if shell(code, false) || typed(code) {
			return true
		}
	}
	return false
}
