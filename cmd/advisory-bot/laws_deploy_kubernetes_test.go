package main_test

import (
	"fmt"
	"path"
	"slices"
	"strings"
	"testing"

	main "github.com/advisory-bot/advisory-bot/cmd/advisory-bot"
)

const kubernetes = "app/deploy/kubernetes/"

// cluster is what the files of one folder say together.
type cluster struct {
	deployments, services, budgets, policies, namespaces, accounts, kustomizations []object
	files                                                                          []string
}

// kinds are the API versions of what we use.
var kinds = map[string]string{
	"Deployment": "apps/v1", "Service": "v1", "PodDisruptionBudget": "policy/v1", "NetworkPolicy": "networking.k8s.io/v1",
	"Namespace": "v1", "ServiceAccount": "v1", "Kustomization": "kustomize.config.k8s.io/v1beta1",
}

// gather reads a folder of manifests. What cannot be read is a breach.
func gather(files []file) (cluster, []breach) {
	var c cluster
	var out []breach
	into := map[string]*[]object{"Deployment": &c.deployments, "Service": &c.services, "PodDisruptionBudget": &c.budgets, "NetworkPolicy": &c.policies,
		"Namespace": &c.namespaces, "ServiceAccount": &c.accounts, "Kustomization": &c.kustomizations}
	for _, f := range files {
		objects, err := decoded[object](f)
		if err != nil {
			out = append(out, breach{f.name, err.Error()})
			continue
		}
		c.files = append(c.files, path.Base(f.name))
		for _, o := range objects {
			switch {
			case o.Kind == "Secret" || len(o.Data)+len(o.StringData) > 0:
				out = append(out, breach{f.name, "a Secret: its values belong in no file"})
			case into[o.Kind] == nil || kinds[o.Kind] != o.APIVersion:
				out = append(out, breach{f.name, fmt.Sprintf("%s of %s: the laws do not know this kind: teach them", o.Kind, o.APIVersion)})
			default:
				*into[o.Kind] = append(*into[o.Kind], o)
			}
		}
	}
	return c, out
}

func chosen(s map[string]any) labels {
	if m, ok := s["matchLabels"].(map[string]any); ok {
		s = m
	}
	out := labels{}
	for k, v := range s {
		out[k] = fmt.Sprint(v)
	}
	return out
}

// podLaw: what a pod is started with is there, and it has few powers.
func podLaw(d object, door, admin int, paths []string, user int, known map[string]setting) []breach {
	var out []breach
	bad := func(format string, a ...any) {
		out = append(out, breach{"Deployment " + d.Metadata.Name, fmt.Sprintf(format, a...)})
	}
	p := d.Spec.Template.Spec
	if !d.Spec.Template.Metadata.Labels.chosenBy(chosen(d.Spec.Selector)) {
		bad("its selector does not choose its pods")
	}
	if d.Spec.Replicas < 2 {
		bad("has one replica, so that a drained node stops it")
	}
	if s := p.Security; !s.NonRoot || s.User != user || s.Group != user || s.FSGroup != user || s.Seccomp.Type != "RuntimeDefault" {
		bad("want it to run as %d, not root, group and fsGroup too, with seccomp RuntimeDefault", user)
	}
	if p.Automount == nil || *p.Automount || p.Links == nil || *p.Links {
		bad("want automountServiceAccountToken and enableServiceLinks false: it never speaks to the cluster")
	}
	if p.Grace <= 45 {
		bad("terminationGracePeriodSeconds: want more than the 45 s that stopping may take")
	}
	for _, s := range p.Spread {
		if !d.Spec.Template.Metadata.Labels.chosenBy(s.Selector.MatchLabels) {
			bad("spreads other pods than its own by %s", s.Key)
		}
	}
	if len(p.Spread) == 0 {
		bad("nothing spreads its pods over nodes")
	}
	if len(p.Containers) != 1 {
		bad("has %d containers, want one", len(p.Containers))
	}
	for _, c := range p.Containers {
		for _, what := range slices.Concat(powers(c), asked(c, admin, paths), started(c, known), places(c, p)) {
			bad("%s", what)
		}
		for _, port := range c.Ports {
			if want := map[string]int{"door": door, "admin": admin}[port.Name]; port.Port != want {
				bad("port %s is %d, by default the program's is %d", port.Name, port.Port, want)
			}
		}
		out = append(out, startLaw("Deployment "+d.Metadata.Name, c.Args, main.RootCommand)...)
	}
	return out
}

// powers are what a container could do and needs not.
func powers(c container) []string {
	var out []string
	s := c.Security
	if s.Escalation == nil || *s.Escalation {
		out = append(out, "want allowPrivilegeEscalation false")
	}
	if !s.ReadOnly {
		out = append(out, "want readOnlyRootFilesystem")
	}
	if !slices.Equal(s.Caps.Drop, []string{"ALL"}) || len(s.Caps.Add) > 0 {
		out = append(out, "want every capability dropped and none added")
	}
	if c.Resources.Limits["memory"] == "" || c.Resources.Requests["memory"] == "" || c.Resources.Requests["cpu"] == "" {
		out = append(out, "want memory requested and limited, and cpu requested")
	}
	return out
}

// asked is what is wrong with a container's probes: they are to ask what the program
// answers, at the pod's address, where the kubelet is.
func asked(c container, admin int, paths []string) []string {
	var out []string
	address := ""
	for i, e := range c.Env {
		if e.Name == "ADVISORY_BOT_ADMIN_ADDR" && i > 0 && c.Env[i-1].Name == "POD_IP" && c.Env[i-1].From.Field.Path == "status.podIP" {
			address = e.Value
		}
	}
	if want := fmt.Sprintf("$(POD_IP):%d", admin); address != want {
		out = append(out, fmt.Sprintf("want POD_IP from status.podIP and after it ADVISORY_BOT_ADMIN_ADDR %q: the kubelet asks there, and by default only 127.0.0.1 is listened on", want))
	}
	for name, p := range map[string]*probe{"/healthz startup": c.Startup, "/healthz liveness": c.Liveness, "/readyz readiness": c.Readiness} {
		want, which, _ := strings.Cut(name, " ")
		switch {
		case p == nil:
			out = append(out, "no "+which+" probe")
		case p.HTTP.Path != want || !slices.Contains(paths, p.HTTP.Path) || p.HTTP.Port != "admin":
			out = append(out, fmt.Sprintf("its %s probe asks %s at %s, want %s at admin", which, p.HTTP.Path, p.HTTP.Port, want))
		case p.Timeout < 3: // readyz itself gives its docket two seconds
			out = append(out, "its "+which+" probe waits too short for an answer")
		}
	}
	slices.Sort(out)
	return out
}

// roleSecrets are the secrets that each role reads: none gets another's.
var roleSecrets = map[string][]string{
	"serve --web":  {"DATABASE_URL", "SEAL_KEY", "WEBHOOK_SECRET"},
	"serve --work": {"DATABASE_URL", "PRIVATE_KEY", "SEAL_KEY"},
}

// started is what is wrong with what a container is told.
func started(c container, known map[string]setting) []string {
	var out, secrets []string
	for _, e := range c.Env {
		if name, ok := strings.CutSuffix(e.Name, "_FILE"); ok && known[name].secret {
			secrets = append(secrets, strings.TrimPrefix(name, "ADVISORY_BOT_"))
		}
	}
	slices.Sort(secrets)
	role := strings.Join(c.Args, " ")
	if want := roleSecrets[role]; !slices.Equal(secrets, want) {
		out = append(out, fmt.Sprintf("advisory-bot %s gets the secrets %q, want %q", role, secrets, want))
	}
	return out
}

// places is what is wrong with where a container reads and writes.
func places(c container, p podSpec) []string {
	var out []string
	volumes, mounts := map[string]string{}, map[string]string{}
	read := map[string]bool{}
	for _, v := range p.Volumes {
		switch {
		case v.Secret != nil:
			volumes[v.Name] = "secret"
			for _, i := range v.Secret.Items {
				read[i.Path] = true
			}
			if v.Secret.Mode&0o7 != 0 {
				out = append(out, fmt.Sprintf("everybody may read the secrets: mode %04o", v.Secret.Mode))
			}
		case v.EmptyDir != nil && v.EmptyDir.Limit != "":
			volumes[v.Name] = "emptyDir"
		}
	}
	for _, m := range c.Mounts {
		mounts[m.MountPath] = volumes[m.Name]
		if volumes[m.Name] == "secret" && !m.ReadOnly {
			out = append(out, "the secrets are not mounted readOnly")
		}
	}
	for _, e := range c.Env {
		switch dir, name := path.Split(e.Value); {
		case e.Name == "ADVISORY_BOT_DATA_DIR" && mounts[e.Value] != "emptyDir":
			out = append(out, "nothing with a sizeLimit is mounted at DATA_DIR")
		case strings.HasSuffix(e.Name, "_FILE") && (mounts[path.Clean(dir)] != "secret" || !read[name]):
			out = append(out, e.Name+" names a file that is not mounted")
		}
	}
	if mounts["/tmp"] != "emptyDir" {
		out = append(out, "nothing with a sizeLimit is mounted at /tmp")
	}
	return out
}

func TestKubernetesPods(t *testing.T) {
	c, out := gather(below(repository(t), kubernetes))
	report(t, out)
	if len(c.deployments) != 2 {
		t.Fatalf("%d Deployments, want web and work", len(c.deployments))
	}
	for _, d := range c.deployments {
		report(t, podLaw(d, port(t, "LISTEN_ADDR"), port(t, "ADMIN_ADDR"), paths(t), nobody(t), settings()))
	}
}

// TestKubernetesPodsBites spoils the real file in one place at a time.
func TestKubernetesPodsBites(t *testing.T) {
	good := read(t, kubernetes+"work.yml")
	spoilt := func(old, new string) []breach {
		t.Helper()
		text := strings.ReplaceAll(good, old, new)
		if text == good {
			t.Fatalf("%q is not in the file", old)
		}
		c, out := gather([]file{{"work.yml", text}})
		for _, d := range c.deployments {
			out = append(out, podLaw(d, 8080, 9090, []string{"/healthz", "/readyz"}, 65532, settings())...)
		}
		return out
	}
	for _, x := range []struct{ old, new, want string }{
		{"runAsNonRoot", "runAsNonroot", "runAsNonroot"},
		{"runAsUser: 65532", "runAsUser: 0", "want it to run as 65532"},
		{"type: RuntimeDefault", "type: Unconfined", "seccomp"},
		{"drop: [ALL]", "drop: [NET_RAW]", "every capability"},
		{"readOnlyRootFilesystem: true", "readOnlyRootFilesystem: false", "readOnlyRoot"},
		{"allowPrivilegeEscalation: false", "allowPrivilegeEscalation: true", "allowPrivilegeEscalation"},
		{"replicas: 2", "replicas: 1", "one replica"},
		{"args: [serve, --work]", "args: [serve, --wrok]", "gets the secrets"},
		{"path: /readyz", "path: /ready", "asks /ready at admin"},
		{`"$(POD_IP):9090"`, `"127.0.0.1:9090"`, "want POD_IP"},
		{"containerPort: 9090", "containerPort: 9091", "port admin is 9091"},
		{"Seconds: 60", "Seconds: 30", "want more than the 45 s"},
		{"0440", "0444", "everybody may read"},
		{"{key: seal-key, path: seal-key}", "{key: seal-key, path: seal}", "SEAL_KEY_FILE names a file that is not mounted"},
		{"PRIVATE_KEY_FILE", "WEBHOOK_SECRET_FILE", "gets the secrets"},
		{"mountPath: /tmp", "mountPath: /temp", "at /tmp"},
		{"{name: data, mountPath: /data}", "{name: data, mountPath: /datas}", "at DATA_DIR"},
		{"kind: Deployment", "kind: Secret", "belong in no file"},
		{"limits: {memory: 512Mi}", "limits: {}", "memory requested and limited"},
	} {
		got := spoilt(x.old, x.new)
		if !slices.ContainsFunc(got, func(b breach) bool { return strings.Contains(b.what, x.want) }) {
			t.Errorf("%q for %q: no breach says %q: %q", x.new, x.old, x.want, got)
		}
	}
}
