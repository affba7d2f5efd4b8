// Passes manifests of Knative services through what a cluster does with them, without a cluster: the schema of the resource, as the
// API server applies it, and Knative's defaults and validation, as its webhooks call them with the settings of a new installation.
// Reads a JSON list of {"manifest", "before"} of YAML on stdin, and writes a list of outcomes on stdout.
// The argument is the file of the resource definition.
package main

import (
	"context"
	"encoding/json"
	"os"

	jsonpatch "github.com/evanphx/json-patch"
	authentication "k8s.io/api/authentication/v1"
	"k8s.io/apiextensions-apiserver/pkg/apis/apiextensions"
	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/pruning"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/validation"
	"k8s.io/apimachinery/pkg/util/jsonmergepatch"
	"knative.dev/pkg/apis"
	"knative.dev/serving/pkg/apis/config"
	serving "knative.dev/serving/pkg/apis/serving/v1"
	"sigs.k8s.io/yaml"
)

type question struct {
	Manifest string `json:"manifest"`
	// The manifest that this one replaces; empty for a new service.
	Before string `json:"before"`
}

type outcome struct {
	// Fields that the schema does not have: kubectl refuses them, the API server drops them for other clients.
	Unknown []string `json:"unknown"`
	// Why the manifest is refused, by what refuses it first.
	RefusedBy string `json:"refusedBy"`
	Reason    string `json:"reason"`
	Warnings  string `json:"warnings"`
	// The service as it is stored.
	Stored *serving.Service `json:"stored"`
}

type api struct {
	structural *schema.Structural
	validator  validation.SchemaValidator
}

func main() {
	resource := readSchema(os.Args[1])
	var questions []question
	must(json.NewDecoder(os.Stdin).Decode(&questions))
	outcomes := make([]outcome, len(questions))
	for i, question := range questions {
		outcomes[i] = resource.answer(question)
	}
	must(json.NewEncoder(os.Stdout).Encode(outcomes))
}

func readSchema(file string) api {
	text, err := os.ReadFile(file)
	must(err)
	var definition apiextensionsv1.CustomResourceDefinition
	must(yaml.UnmarshalStrict(text, &definition))
	var properties apiextensions.JSONSchemaProps
	source := definition.Spec.Versions[0].Schema.OpenAPIV3Schema
	must(apiextensionsv1.Convert_v1_JSONSchemaProps_To_apiextensions_JSONSchemaProps(source, &properties, nil))
	structural, err := schema.NewStructural(&properties)
	must(err)
	validator, _, err := validation.NewSchemaValidator(&properties)
	must(err)
	return api{structural, validator}
}

func (resource api) answer(question question) outcome {
	if question.Before == "" {
		return resource.admit(question.Manifest, nil)
	}
	before := resource.admit(question.Before, nil)
	if before.RefusedBy != "" {
		panic("what is to be updated is refused: " + before.Reason)
	}
	return resource.admit(apply(question, before.Stored), before.Stored)
}

// What `kubectl apply` makes of a stored service: a merge patch of what has changed between two manifests.
func apply(question question, stored *serving.Service) string {
	before, err := yaml.YAMLToJSON([]byte(question.Before))
	must(err)
	after, err := yaml.YAMLToJSON([]byte(question.Manifest))
	must(err)
	current, err := json.Marshal(stored)
	must(err)
	patch, err := jsonmergepatch.CreateThreeWayJSONMergePatch(before, after, current)
	must(err)
	object, err := jsonpatch.MergePatch(current, patch)
	must(err)
	return string(object)
}

// The API server drops what it does not know, calls the webhook with the defaults, checks the result against the schema, and calls the
// webhook that validates. Each of them gets the service, and the one that it replaces, as JSON.
func (resource api) admit(manifest string, before *serving.Service) outcome {
	var object map[string]any
	if err := yaml.Unmarshal([]byte(manifest), &object); err != nil {
		return outcome{RefusedBy: "YAML", Reason: err.Error()}
	}
	options := schema.UnknownFieldPathOptions{TrackUnknownFieldPaths: true}
	unknown := pruning.PruneWithOptions(object, resource.structural, true, options)
	service := &serving.Service{}
	if err := recode(object, service); err != nil {
		return outcome{Unknown: unknown, RefusedBy: "defaults", Reason: err.Error()}
	}
	service.SetDefaults(withDefaults(before))
	defaulted := map[string]any{}
	must(recode(service, &defaulted))
	if list := validation.ValidateCustomResource(nil, defaulted, resource.validator); len(list) > 0 {
		return outcome{Unknown: unknown, RefusedBy: "schema", Reason: list.ToAggregate().Error()}
	}
	stored := &serving.Service{}
	must(recode(defaulted, stored))
	problems := stored.Validate(within(newContext(), before))
	if errors := problems.Filter(apis.ErrorLevel); errors != nil {
		return outcome{Unknown: unknown, RefusedBy: "validation", Reason: errors.Error()}
	}
	var warnings string
	if list := problems.Filter(apis.WarningLevel); list != nil {
		warnings = list.Error()
	}
	return outcome{Unknown: unknown, Warnings: warnings, Stored: stored}
}

// The context of the webhook with the defaults, which fills them into the service before the change as well.
func withDefaults(before *serving.Service) context.Context {
	ctx := newContext()
	if before == nil {
		return within(ctx, nil)
	}
	before = before.DeepCopy()
	before.SetDefaults(ctx)
	return within(ctx, before)
}

func newContext() context.Context {
	ctx := apis.WithUserInfo(context.Background(), &authentication.UserInfo{Username: "user"})
	return config.ToContext(ctx, config.FromContextOrDefaults(ctx))
}

func within(ctx context.Context, before *serving.Service) context.Context {
	if before == nil {
		return apis.WithinCreate(ctx)
	}
	return apis.WithinUpdate(ctx, before)
}

func recode(from any, to any) error {
	text, err := json.Marshal(from)
	must(err)
	return json.Unmarshal(text, to)
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}
