window.addEventListener("DOMContentLoaded", () => {
  window.SwaggerUIBundle({
    url: "/v1/openapi.json",
    dom_id: "#swagger-ui",
    deepLinking: true,
    docExpansion: "none",
    persistAuthorization: false,
    tagsSorter: "alpha",
    tryItOutEnabled: true,
    validatorUrl: null,
  });
});
