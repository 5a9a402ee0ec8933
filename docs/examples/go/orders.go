// Package orders is an API that takes a realm's access tokens.
package orders

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
)

type claims struct {
	Subject     string `json:"sub"`
	Username    string `json:"preferred_username"`
	NotBefore   int64  `json:"nbf"`
	RealmAccess struct {
		Roles []string `json:"roles"`
	} `json:"realm_access"`
}

// New returns the API's handler; issuer is the realm's URL.
func New(ctx context.Context, issuer string) (http.Handler, error) {
	provider, err := oidc.NewProvider(ctx, issuer)
	if err != nil {
		return nil, err
	}
	verifier := provider.VerifierContext(ctx, &oidc.Config{ClientID: "orders", SupportedSigningAlgs: []string{"RS256"}})
	mux := http.NewServeMux()
	mux.HandleFunc("GET /orders", func(w http.ResponseWriter, r *http.Request) {
		token, err := verifier.Verify(r.Context(), strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer "))
		var found claims
		if err == nil {
			err = token.Claims(&found)
		}
		// The library lets a token in five minutes before its time, and one without a subject.
		if err != nil || found.Subject == "" || found.NotBefore > time.Now().Unix() {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		if !slices.Contains(found.RealmAccess.Roles, "customer") {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(map[string]string{"of": found.Username})
	})
	return mux, nil
}
