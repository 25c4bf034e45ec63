package import ForgeCore
package import Foundation

/// How Qdrant is reached.
package struct QdrantSettings: Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible {
    /// `QDRANT_URL`.
    package var url: URL
    /// `QDRANT_API_KEY`. Never logged, nor part of any error.
    package var key: Secret?
    /// Vectors are also kept as int8, which takes a quarter of the memory; candidates are scored again in full.
    package var quantizes: Bool
    /// Points per request.
    package var batch: Int
    package var retry: QdrantRetry
    /// Seconds that one answer may take.
    package var timeout: Double

    package init(
        url: URL, key: String? = nil, quantizes: Bool = false, batch: Int = 128, retry: QdrantRetry = QdrantRetry(),
        timeout: Double = 60
    ) {
        self.url = url
        self.key = key.map(Secret.init)
        self.quantizes = quantizes
        self.batch = batch
        self.retry = retry
        self.timeout = timeout
    }

    /// From `QDRANT_URL`, `QDRANT_API_KEY` and `QDRANT_QUANTIZATION` (`scalar`); nil without the first.
    ///
    /// - Throws: invalid input when one of them makes no sense.
    package init?(environment: [String: String]) throws {
        guard let text = Self.value("QDRANT_URL", environment) else { return nil }
        let trimmed = text.hasSuffix("/") ? String(text.dropLast()) : text
        guard let url = URL(string: trimmed), ["http", "https"].contains(url.scheme ?? ""), url.host() != nil,
            url.user() == nil, url.query() == nil
        else {
            throw RetrievalError.invalid(
                "QDRANT_URL is not the http or https address of a Qdrant server.",
                remedy: "Set it like http://localhost:6333; a key belongs in QDRANT_API_KEY.")
        }
        let quantization = Self.value("QDRANT_QUANTIZATION", environment) ?? "none"
        guard ["none", "scalar"].contains(quantization) else {
            throw RetrievalError.invalid("QDRANT_QUANTIZATION is `\(quantization)`.", remedy: "Use `none` or `scalar`.")
        }
        self.init(url: url, key: Self.value("QDRANT_API_KEY", environment), quantizes: quantization == "scalar")
    }

    private static func value(_ name: String, _ environment: [String: String]) -> String? {
        let value = environment[name]?.trimmingCharacters(in: .whitespacesAndNewlines)
        return value?.isEmpty == false ? value : nil
    }

    /// Without the key, so that settings may be printed.
    package var description: String { "Qdrant at \(place)\(key == nil ? "" : " with a key")" }
    package var debugDescription: String { description }

    /// Scheme, host and port.
    var place: String {
        "\(url.scheme ?? "http")://\(url.host() ?? "")" + (url.port.map { ":\($0)" } ?? "")
    }
}
