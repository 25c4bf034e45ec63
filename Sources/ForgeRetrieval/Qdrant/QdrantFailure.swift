import ForgeCore

/// One failed request: what it means, and whether the same request may succeed later.
struct QdrantFailure: Error {
    var error: RetrievalError
    var mayPass: Bool
    /// Seconds that the server asks for.
    var retryAfter: Double?

    static func unreachable(_ settings: QdrantSettings, cause: String) -> QdrantFailure {
        QdrantFailure(
            error: RetrievalError(
                .unavailable, "qdrant.unreachable", "Qdrant at \(settings.place) does not answer.", cause: cause,
                remedy: "Start it, or check QDRANT_URL."),
            mayPass: true)
    }

    static func foreign(_ settings: QdrantSettings) -> QdrantFailure {
        QdrantFailure(
            error: RetrievalError(
                .unavailable, "qdrant.foreign", "What answers at \(settings.place) is not Qdrant.",
                cause: "Its answer is not in Qdrant's form.", remedy: "Check QDRANT_URL (REST, usually port 6333)."),
            mayPass: false)
    }

    static func status(
        _ status: Int, _ settings: QdrantSettings, message: String, retryAfter: Double?
    ) -> QdrantFailure {
        // A server may repeat what it was sent. Cut afterwards: half a key would not be found.
        let cause = "\(status): \((settings.key?.removed(from: message) ?? message).prefix(300))"
        let (kind, code, text, remedy): (ErrorKind, String, String, String?) =
            switch status {
            case 401, 403:
                (
                    .permissionDenied, "qdrant.refused", "Qdrant at \(settings.place) refused the key.",
                    settings.key == nil ? "Set QDRANT_API_KEY." : "Check QDRANT_API_KEY and its rights."
                )
            case 404:
                (
                    .notFound, "qdrant.not-found", "Qdrant at \(settings.place) does not have the collection.",
                    "Ingest into the knowledge base again, or check QDRANT_URL."
                )
            case 409: (.conflict, "qdrant.conflict", "Qdrant at \(settings.place) refused: it exists already.", nil)
            case 413:
                (
                    .resourceExhausted, "qdrant.too-large", "A batch of vectors is larger than Qdrant accepts.",
                    "Raise its service.max_request_size_mb."
                )
            case 429:
                (.unavailable, "qdrant.busy", "Qdrant at \(settings.place) limits the rate of requests.", "Try later.")
            case 507:
                (.resourceExhausted, "qdrant.disk-full", "Qdrant's disk is full.", "Free space on its machine.")
            case 500...599:
                (
                    .unavailable, "qdrant.failing", "Qdrant at \(settings.place) fails.",
                    "See its log; run the same again when it is well."
                )
            default:
                (.internalFailure, "qdrant.rejected", "Qdrant at \(settings.place) rejected a request.", nil)
            }
        return QdrantFailure(
            error: RetrievalError(kind, code, text, cause: cause, remedy: remedy),
            mayPass: [408, 425, 429, 500, 502, 503, 504].contains(status), retryAfter: retryAfter)
    }
}
