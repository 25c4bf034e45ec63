package import ForgeCore
package import Foundation

/// Where spans are sent, as OpenTelemetry's environment variables say it.
package struct OTLPSettings: Sendable {
    /// Where a POST goes, the path included.
    package var address: URL
    /// Names and values; the values are often keys.
    package var headers: [(name: String, value: Secret)]
    /// Seconds that a request may take.
    package var timeout: Double
    /// What describes this process.
    package var resource: [String: String]

    /// Nil when no endpoint is set, or `OTEL_SDK_DISABLED` is `true`.
    ///
    /// - Throws: `LabError` `otel.invalid` for a variable that cannot be followed; its value is not quoted.
    package init?(environment: [String: String]) throws {
        let set = { (name: String) in environment[name].flatMap { $0.isEmpty ? nil : $0 } }
        guard set("OTEL_SDK_DISABLED")?.lowercased() != "true" else { return nil }
        // What is for traces alone goes before what is for all signals.
        let own = set("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
        guard let text = own ?? set("OTEL_EXPORTER_OTLP_ENDPOINT") else { return nil }
        let name = own == nil ? "OTEL_EXPORTER_OTLP_ENDPOINT" : "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"
        guard var parts = URLComponents(string: text), ["http", "https"].contains(parts.scheme?.lowercased()),
            parts.host?.isEmpty == false, parts.user == nil, parts.password == nil, parts.fragment == nil
        else {
            throw Self.invalid(name, "is not the address of a collector", "write it like http://localhost:4318")
        }
        if own == nil { parts.path = String(parts.path.reversed().drop { $0 == "/" }.reversed()) + "/v1/traces" }
        guard let address = parts.url else {
            throw Self.invalid(name, "is not an address", "write it like http://localhost:4318")
        }
        self.address = address
        let protocolName =
            set("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL") ?? set("OTEL_EXPORTER_OTLP_PROTOCOL") ?? "http/json"
        guard protocolName == "http/json" else {
            throw Self.invalid(
                "OTEL_EXPORTER_OTLP_PROTOCOL", "asks for a protocol other than http/json",
                "set it to http/json, which collectors take at the port of OTLP/HTTP (4318)")
        }
        let timeoutText = set("OTEL_EXPORTER_OTLP_TRACES_TIMEOUT") ?? set("OTEL_EXPORTER_OTLP_TIMEOUT") ?? "10000"
        guard let milliseconds = Int(timeoutText), 1...600_000 ~= milliseconds else {
            throw Self.invalid("OTEL_EXPORTER_OTLP_TIMEOUT", "is no number of milliseconds", "set it to 10000")
        }
        timeout = Double(milliseconds) / 1000
        headers = try Self.pairs(
            set("OTEL_EXPORTER_OTLP_TRACES_HEADERS") ?? set("OTEL_EXPORTER_OTLP_HEADERS") ?? "",
            of: "OTEL_EXPORTER_OTLP_HEADERS"
        ).map { ($0, Secret($1)) }
        guard headers.allSatisfy({ Self.isName($0.name) && Self.isValue($0.value.value) }) else {
            throw Self.invalid(
                "OTEL_EXPORTER_OTLP_HEADERS", "holds what no header may hold", "write name=value,name=value")
        }
        resource = ["service.name": "llm-forge", "service.version": BuildInfo.version]
        for (name, value) in try Self.pairs(set("OTEL_RESOURCE_ATTRIBUTES") ?? "", of: "OTEL_RESOURCE_ATTRIBUTES") {
            resource[name] = value
        }
        if let name = set("OTEL_SERVICE_NAME") { resource["service.name"] = name }
    }

    /// `name=value,name=value`, percent-encoded.
    private static func pairs(_ text: String, of variable: String) throws -> [(String, String)] {
        try text.split(separator: ",").map { pair in
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                .map { $0.trimmingCharacters(in: .whitespaces) }
            guard parts.count == 2, !parts[0].isEmpty, let value = parts[1].removingPercentEncoding else {
                throw invalid(variable, "is no list of names and values", "write name=value,name=value")
            }
            return (parts[0], value)
        }
    }

    private static func isName(_ text: String) -> Bool {
        text.utf8.allSatisfy { byte in
            0x61...0x7A ~= byte || 0x41...0x5A ~= byte || 0x30...0x39 ~= byte || "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
    }

    private static func isValue(_ text: String) -> Bool { text.utf8.allSatisfy { 0x20...0x7E ~= $0 } }

    private static func invalid(_ variable: String, _ what: String, _ remedy: String) -> LabError {
        LabError(.invalidInput, "otel.invalid", "\(variable) \(what)", remedy: "\(remedy), or unset it")
    }
}
