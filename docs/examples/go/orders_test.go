package orders

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
)

// KEYCLOAK_URL is where the emulator listens, for example in a container.
func keycloak() string {
	if url := os.Getenv("KEYCLOAK_URL"); url != "" {
		return url
	}
	return "http://127.0.0.1:8080"
}

func post(t *testing.T, path, body string, into any) {
	t.Helper()
	answer, err := http.Post(keycloak()+"/_emulator/realms/shop/"+path, "application/json", bytes.NewBufferString(body))
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if err := json.NewDecoder(answer.Body).Decode(into); err != nil {
		t.Fatal(err)
	}
}

func mint(t *testing.T, username string) string {
	t.Helper()
	var found struct {
		AccessToken string `json:"access_token"`
	}
	post(t, "tokens", `{"client_id": "web", "username": "`+username+`"}`, &found)
	return found.AccessToken
}

func ask(t *testing.T, token string) *httptest.ResponseRecorder {
	t.Helper()
	api, err := New(context.Background(), keycloak()+"/realms/shop")
	if err != nil {
		t.Fatal(err)
	}
	request := httptest.NewRequest("GET", "/orders", nil)
	request.Header.Set("Authorization", "Bearer "+token)
	answer := httptest.NewRecorder()
	api.ServeHTTP(answer, request)
	return answer
}

func TestACustomerSeesOrders(t *testing.T) {
	if answer := ask(t, mint(t, "alice")); strings.TrimSpace(answer.Body.String()) != `{"of":"alice"}` {
		t.Error(answer.Code, answer.Body)
	}
}

func TestAClerkDoesNot(t *testing.T) {
	if answer := ask(t, mint(t, "bob")); answer.Code != http.StatusForbidden {
		t.Error(answer.Code)
	}
}

func TestNoWrongTokenIsTaken(t *testing.T) {
	var wrong map[string]string
	post(t, "tokens/wrong", `{"client_id": "web", "username": "alice"}`, &wrong)
	for name, token := range wrong {
		t.Run(name, func(t *testing.T) {
			if answer := ask(t, token); answer.Code != http.StatusUnauthorized {
				t.Error(answer.Code)
			}
		})
	}
}
