// This file shows /openapi.json with Swagger UI.
addEventListener("DOMContentLoaded", () => {
  SwaggerUIBundle({ url: "/openapi.json", dom_id: "#paths", deepLinking: false, defaultModelsExpandDepth: 0 });
});
