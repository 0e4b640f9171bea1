/* Starts Swagger UI on our own description; what is tried carries the form secret. */
(() => {
  "use strict";
  const secret = document.querySelector("meta[name=csrf-token]").content;
  SwaggerUIBundle({
    url: "/api/openapi.json",
    dom_id: "#api",
    deepLinking: true,
    validatorUrl: null,
    presets: [SwaggerUIBundle.presets.apis, SwaggerUIBundle.SwaggerUIStandalonePreset],
    requestInterceptor: (request) => {
      request.headers["X-CSRF-Token"] = secret;
      return request;
    },
  });
})();
