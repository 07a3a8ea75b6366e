// Swagger UI, with sign-in at the realm by authorization code and PKCE.
"use strict";

const config = JSON.parse(document.getElementById("config").textContent);
const redirect = document.getElementById("redirect").href;

const ui = SwaggerUIBundle({
  url: config.schema,
  dom_id: "#docs",
  deepLinking: true,
  oauth2RedirectUrl: redirect,
  persistAuthorization: false,
  tryItOutEnabled: true,
  displayOperationId: false,
});
ui.initOAuth({
  clientId: config.client,
  scopes: config.scopes.join(" "),
  usePkceWithAuthorizationCodeGrant: true,
});
