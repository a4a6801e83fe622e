package main_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// clusterLaw: what stands beside the Deployments means them: budgets and Service
// choose their pods, no port is open but the two that there are, and nothing is
// left out of the kustomization.
func clusterLaw(c cluster, door, admin int) []breach {
	out := slices.Concat(budgetLaw(c), serviceLaw(c, door), policyLaw(c, door, admin))
	if len(c.kustomizations) != 1 || len(c.namespaces) != 1 || len(c.accounts) != 1 {
		return append(out, breach{kubernetes, "want one Kustomization, Namespace and ServiceAccount"})
	}
	k := c.kustomizations[0]
	for _, name := range c.files {
		if name != "kustomization.yml" && !slices.Contains(k.Resources, name) {
			out = append(out, breach{"kustomization.yml", name + " is not among its resources"})
		}
	}
	for _, name := range k.Resources {
		if !slices.Contains(c.files, name) {
			out = append(out, breach{"kustomization.yml", name + " is no file"})
		}
	}
	if n := c.namespaces[0]; k.Namespace != n.Metadata.Name || n.Metadata.Labels["pod-security.kubernetes.io/enforce"] != "restricted" {
		out = append(out, breach{"Namespace " + n.Metadata.Name, "want the kustomization's, with pod security enforced as restricted"})
	}
	if a := c.accounts[0]; a.Automount == nil || *a.Automount {
		out = append(out, breach{"ServiceAccount " + a.Metadata.Name, "want automountServiceAccountToken false"})
	}
	for _, d := range c.deployments {
		p := d.Spec.Template.Spec
		named := p.Account == c.accounts[0].Metadata.Name
		for _, pod := range p.Containers {
			named = named && len(k.Images) == 1 && pod.Image == k.Images[0].Name &&
				len(pod.EnvFrom) == 1 && len(k.ConfigMaps) == 1 && pod.EnvFrom[0].ConfigMap.Name == k.ConfigMaps[0].Name
		}
		if !named {
			out = append(out, breach{"Deployment " + d.Metadata.Name, "its account, image or ConfigMap is not the one that there is"})
		}
	}
	return out
}

// budgetLaw: each Deployment's pods, and no others, are in one budget that lets a
// node be drained.
func budgetLaw(c cluster) []breach {
	var out []breach
	for _, d := range c.deployments {
		n := 0
		for _, b := range c.budgets {
			if !d.Spec.Template.Metadata.Labels.chosenBy(chosen(b.Spec.Selector)) {
				continue
			}
			n++
			if m := b.Spec.MaxUnavailable; m == nil || *m < 1 || *m >= d.Spec.Replicas {
				out = append(out, breach{"PodDisruptionBudget " + b.Metadata.Name, "want maxUnavailable of at least one pod and not of all: none lets no node be drained, all protects nothing"})
			}
		}
		if n != 1 {
			out = append(out, breach{"Deployment " + d.Metadata.Name, fmt.Sprintf("%d PodDisruptionBudgets choose its pods, want one", n)})
		}
	}
	if len(c.budgets) > len(c.deployments) {
		out = append(out, breach{kubernetes, "more PodDisruptionBudgets than Deployments"})
	}
	return out
}

// serviceLaw: the one Service leads to the door, and to pods that have it. Health and
// metrics have none.
func serviceLaw(c cluster, door int) []breach {
	if len(c.services) != 1 {
		return []breach{{kubernetes, fmt.Sprintf("%d Services, want one, for the door", len(c.services))}}
	}
	s := c.services[0]
	where := "Service " + s.Metadata.Name
	var out []breach
	n := 0
	for _, d := range c.deployments {
		if !d.Spec.Template.Metadata.Labels.chosenBy(chosen(s.Spec.Selector)) {
			continue
		}
		n++
		for _, p := range s.Spec.Ports {
			if portNamed(d, p.TargetPort) != door {
				out = append(out, breach{where, fmt.Sprintf("leads to port %s of %s, which is not the door", p.TargetPort, d.Metadata.Name)})
			}
		}
	}
	if n != 1 || len(s.Spec.Ports) != 1 || s.Spec.Type != "ClusterIP" {
		out = append(out, breach{where, fmt.Sprintf("want a ClusterIP with one port, to the pods of one Deployment and not of %d", n)})
	}
	return out
}

func portNamed(d object, name string) int {
	for _, c := range d.Spec.Template.Spec.Containers {
		for _, p := range c.Ports {
			if p.Name == name {
				return p.Port
			}
		}
	}
	return 0
}

// policyLaw: every pod is behind policies for both directions; what they open is the
// door where there is one, the admin port for a named namespace, DNS and PostgreSQL,
// and 443 for those who speak to GitHub.
func policyLaw(c cluster, door, admin int) []breach {
	var out []breach
	for _, d := range c.deployments {
		in, away, types := opened(c, d)
		wantIn, wantAway := []string{fmt.Sprint("TCP ", admin)}, []string{"TCP 53", "TCP 5432", "UDP 53"}
		if portNamed(d, "door") != 0 {
			wantIn = append(wantIn, fmt.Sprint("TCP ", door))
		}
		if slices.Contains(d.Spec.Template.Spec.Containers[0].Args, "--work") {
			wantAway = append(wantAway, "TCP 443")
		}
		slices.Sort(wantIn)
		slices.Sort(wantAway)
		where := "Deployment " + d.Metadata.Name
		if !slices.Contains(types, "Ingress") || !slices.Contains(types, "Egress") {
			out = append(out, breach{where, "no NetworkPolicy closes both of its directions"})
		}
		if !slices.Equal(in, wantIn) {
			out = append(out, breach{where, fmt.Sprintf("is let in at %q, want %q", in, wantIn)})
		}
		if !slices.Equal(away, wantAway) {
			out = append(out, breach{where, fmt.Sprintf("is let out to %q, want %q", away, wantAway)})
		}
	}
	for _, p := range c.policies {
		for _, r := range p.Spec.Ingress {
			for _, from := range r.From {
				if from.NamespaceSelector == nil || len(from.NamespaceSelector.MatchLabels) == 0 {
					out = append(out, breach{"NetworkPolicy " + p.Metadata.Name, "lets in from anywhere: name a namespace"})
				}
			}
			if len(r.From) == 0 {
				out = append(out, breach{"NetworkPolicy " + p.Metadata.Name, "lets in from anywhere: name a namespace"})
			}
		}
		for _, r := range p.Spec.Egress {
			for _, to := range r.To {
				if b := to.IPBlock; b != nil && b.CIDR == "0.0.0.0/0" && !slices.Contains(b.Except, "169.254.0.0/16") {
					out = append(out, breach{"NetworkPolicy " + p.Metadata.Name, "lets out to where clouds hand out credentials of machines"})
				}
			}
			if len(r.To) == 0 {
				out = append(out, breach{"NetworkPolicy " + p.Metadata.Name, "lets out to anywhere: name whom"})
			}
		}
	}
	return out
}

// opened are the ports that all policies together open for a Deployment's pods, and
// the directions that they close else.
func opened(c cluster, d object) (in, away, types []string) {
	all := func(ports []policyPort) []string {
		if len(ports) == 0 {
			return []string{"every port"}
		}
		var out []string
		for _, p := range ports {
			out = append(out, fmt.Sprint(p.Protocol, " ", p.Port))
		}
		return out
	}
	for _, p := range c.policies {
		if p.Spec.PodSelector == nil || !d.Spec.Template.Metadata.Labels.chosenBy(p.Spec.PodSelector.MatchLabels) {
			continue
		}
		types = append(types, p.Spec.PolicyTypes...)
		for _, r := range p.Spec.Ingress {
			in = append(in, all(r.Ports)...)
		}
		for _, r := range p.Spec.Egress {
			away = append(away, all(r.Ports)...)
		}
	}
	slices.Sort(in)
	slices.Sort(away)
	return in, away, types
}

func TestKubernetesTogether(t *testing.T) {
	c, _ := gather(below(repository(t), kubernetes)) // TestKubernetesPods tells what cannot be read
	report(t, clusterLaw(c, port(t, "LISTEN_ADDR"), port(t, "ADMIN_ADDR")))
}

// TestKubernetesTogetherBites spoils one of the real files at a time.
func TestKubernetesTogetherBites(t *testing.T) {
	for _, x := range []struct{ name, old, new, want string }{
		{"web.yml", "unhealthyPodEvictionPolicy: AlwaysAllow\n  selector:\n    matchLabels: {app.kubernetes.io/name: advisory-bot, app.kubernetes.io/component: web}", "selector:\n    matchLabels: {app: web}", "0 PodDisruptionBudgets"},
		{"web.yml", "maxUnavailable: 1\n  unhealthy", "maxUnavailable: 0\n  unhealthy", "no node be drained"},
		{"web.yml", "maxUnavailable: 1\n  unhealthy", "maxUnavailable: 2\n  unhealthy", "protects nothing"},
		{"web.yml", "targetPort: door", "targetPort: admin", "not the door"},
		{"web.yml", "selector: {app.kubernetes.io/name: advisory-bot, app.kubernetes.io/component: web}", "selector: {app.kubernetes.io/name: advisory-bot}", "pods of one Deployment"},
		{"network.yml", "port: 8080", "port: 8081", `is let in at ["TCP 8081" "TCP 9090"]`},
		{"network.yml", "port: 443", "port: 80", "is let out to"},
		{"network.yml", "component: work", "component: web", "is let out to"},
		{"network.yml", "[Ingress, Egress]", "[Ingress]", "closes both"},
		{"network.yml", "matchLabels: {kubernetes.io/metadata.name: monitoring}", "matchLabels: {}", "from anywhere"},
		{"network.yml", "except: [169.254.0.0/16]", "except: [10.0.0.0/8]", "credentials of machines"},
		{"kustomization.yml", "  - network.yml\n", "", "network.yml is not among"},
		{"kustomization.yml", "- name: advisory-bot\n    newName", "- name: advisorybot\n    newName", "account, image or ConfigMap"},
		{"account.yml", "false", "true", "automountServiceAccountToken"},
		{"namespace.yml", "enforce: restricted", "enforce: baseline", "restricted"},
	} {
		files := below(repository(t), kubernetes)
		i := slices.IndexFunc(files, func(f file) bool { return f.name == kubernetes+x.name })
		text := strings.Replace(files[i].text, x.old, x.new, 1)
		if text == files[i].text {
			t.Errorf("%s does not hold %q", x.name, x.old)
			continue
		}
		files[i].text = text
		c, _ := gather(files)
		got := clusterLaw(c, 8080, 9090)
		if !slices.ContainsFunc(got, func(b breach) bool { return strings.Contains(b.what, x.want) }) {
			t.Errorf("%s, %q for %q: no breach says %q: %q", x.name, x.new, x.old, x.want, got)
		}
	}
}
