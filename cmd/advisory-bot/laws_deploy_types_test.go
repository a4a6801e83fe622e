package main_test

// What of the platforms' file formats our files use: read strictly, so that a
// misspelt key is found where the platform might ignore it. A key that is missing
// here and is right belongs here.

// labels choose pods.
type labels map[string]string

// chosenBy reports whether a selector with these labels chooses a pod with those.
// A selector without labels chooses every pod, which none of ours may.
func (l labels) chosenBy(selector labels) bool {
	for k, v := range selector {
		if l[k] != v {
			return false
		}
	}
	return len(selector) > 0
}

type selector struct {
	MatchLabels labels `yaml:"matchLabels"`
}

type meta struct {
	Name, Namespace string
	Labels          labels
}

// object is one document of Kubernetes: what it has depends on its kind, and
// kindLaw holds it to that.
type object struct {
	APIVersion string `yaml:"apiVersion"`
	Kind       string
	Metadata   meta
	Spec       spec

	// Of a ServiceAccount.
	Automount *bool `yaml:"automountServiceAccountToken"`
	// Of a Secret, whose values are in none of our files.
	Data, StringData map[string]string
	// Of a Kustomization.
	Namespace string
	Resources []string
	Images    []struct {
		Name    string
		NewName string `yaml:"newName"`
		NewTag  string `yaml:"newTag"`
		Digest  string
	}
	ConfigMaps []struct {
		Name     string
		Literals []string
	} `yaml:"configMapGenerator"`
}

type spec struct {
	// Of a Deployment.
	Replicas int
	History  int `yaml:"revisionHistoryLimit"`
	Strategy struct {
		Type          string
		RollingUpdate struct {
			MaxUnavailable *int `yaml:"maxUnavailable"`
			MaxSurge       *int `yaml:"maxSurge"`
		} `yaml:"rollingUpdate"`
	}
	Template struct {
		Metadata meta
		Spec     podSpec
	}
	// Of a Service, where it is only labels, and of others, where it is not.
	Selector map[string]any
	Type     string
	Ports    []struct {
		Name, Protocol string
		Port           int
		TargetPort     string `yaml:"targetPort"`
	}
	// Of a PodDisruptionBudget.
	MaxUnavailable *int   `yaml:"maxUnavailable"`
	Unhealthy      string `yaml:"unhealthyPodEvictionPolicy"`
	// Of a NetworkPolicy.
	PodSelector *selector `yaml:"podSelector"`
	PolicyTypes []string  `yaml:"policyTypes"`
	Ingress     []struct {
		From  []peer
		Ports []policyPort
	}
	Egress []struct {
		To    []peer
		Ports []policyPort
	}
}

type peer struct {
	NamespaceSelector *selector `yaml:"namespaceSelector"`
	PodSelector       *selector `yaml:"podSelector"`
	IPBlock           *struct {
		CIDR   string
		Except []string
	} `yaml:"ipBlock"`
}

type policyPort struct {
	Protocol string
	Port     int
}

type podSpec struct {
	Account   string `yaml:"serviceAccountName"`
	Automount *bool  `yaml:"automountServiceAccountToken"`
	Links     *bool  `yaml:"enableServiceLinks"`
	Grace     int    `yaml:"terminationGracePeriodSeconds"`
	Security  struct {
		NonRoot bool   `yaml:"runAsNonRoot"`
		User    int    `yaml:"runAsUser"`
		Group   int    `yaml:"runAsGroup"`
		FSGroup int    `yaml:"fsGroup"`
		Change  string `yaml:"fsGroupChangePolicy"`
		Seccomp struct {
			Type string
		} `yaml:"seccompProfile"`
	} `yaml:"securityContext"`
	Spread []struct {
		MaxSkew  int      `yaml:"maxSkew"`
		Key      string   `yaml:"topologyKey"`
		When     string   `yaml:"whenUnsatisfiable"`
		Selector selector `yaml:"labelSelector"`
	} `yaml:"topologySpreadConstraints"`
	Containers []container
	Volumes    []struct {
		Name   string
		Secret *struct {
			Name  string `yaml:"secretName"`
			Mode  int    `yaml:"defaultMode"`
			Items []struct{ Key, Path string }
		}
		EmptyDir *struct {
			Limit string `yaml:"sizeLimit"`
		} `yaml:"emptyDir"`
	}
}

type container struct {
	Name, Image string
	Args        []string
	EnvFrom     []struct {
		ConfigMap struct{ Name string } `yaml:"configMapRef"`
	} `yaml:"envFrom"`
	Env []struct {
		Name, Value string
		From        struct {
			Field struct {
				Path string `yaml:"fieldPath"`
			} `yaml:"fieldRef"`
		} `yaml:"valueFrom"`
	}
	Ports []struct {
		Name, Protocol string
		Port           int `yaml:"containerPort"`
	}
	Startup   *probe `yaml:"startupProbe"`
	Liveness  *probe `yaml:"livenessProbe"`
	Readiness *probe `yaml:"readinessProbe"`
	Lifecycle struct {
		PreStop struct {
			Sleep struct{ Seconds int }
		} `yaml:"preStop"`
	}
	Resources struct{ Requests, Limits map[string]string }
	Security  struct {
		Escalation *bool `yaml:"allowPrivilegeEscalation"`
		ReadOnly   bool  `yaml:"readOnlyRootFilesystem"`
		Caps       struct {
			Drop, Add []string
		} `yaml:"capabilities"`
	} `yaml:"securityContext"`
	Mounts []struct {
		Name      string
		MountPath string `yaml:"mountPath"`
		ReadOnly  bool   `yaml:"readOnly"`
	} `yaml:"volumeMounts"`
}

type probe struct {
	HTTP     struct{ Path, Port string } `yaml:"httpGet"`
	Period   int                         `yaml:"periodSeconds"`
	Timeout  int                         `yaml:"timeoutSeconds"`
	Failures int                         `yaml:"failureThreshold"`
}
