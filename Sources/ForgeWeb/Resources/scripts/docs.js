// Puts Swagger UI in the place of the plain list, when its bundle was fetched at set-up.
const place = document.getElementById("api-docs");

if (place && window.SwaggerUIBundle) {
  const shell = document.createElement("div");
  shell.className = "swagger";
  window.SwaggerUIBundle({
    url: "/openapi.json",
    domNode: shell,
    deepLinking: true,
    docExpansion: "list",
    defaultModelsExpandDepth: 0,
    validatorUrl: null,
    onComplete: () => place.replaceChildren(shell),
  });
}
