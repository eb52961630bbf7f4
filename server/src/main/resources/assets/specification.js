const place = document.getElementById("specification");
fetch("/assets/openapi.json")
  .then((reply) => reply.json())
  .then((specification) =>
    Redoc.init(specification, { hideDownloadButton: true, nativeScrollbars: true }, place),
  )
  .catch((problem) => {
    place.textContent = "The reference cannot be drawn: " + problem;
  });
