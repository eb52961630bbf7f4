// A browser asks for the page, so the document itself is fetched with the other media type.
const response = fetch("/docs/spec", { headers: { Accept: "application/x-yaml" } });
response
  .then((reply) => reply.blob())
  .then((document_) =>
    Redoc.init(
      URL.createObjectURL(document_),
      { hideDownloadButton: true, nativeScrollbars: true },
      document.getElementById("specification"),
    ),
  );
