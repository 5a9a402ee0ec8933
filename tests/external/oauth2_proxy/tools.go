//go:build tools
package shop
import _ "github.com/oauth2-proxy/oauth2-proxy/v7"
