package import AsyncHTTPClient
import ForgeCore
package import Foundation

/// A tool that a config describes: a GET request to an allowed host.
package struct HTTPTool: Tool {
    package struct Settings: Sendable, Codable, Hashable {
        package var name: String
        package var summary: String
        package var parameters: [ToolParameter]
        /// `https://example.org/find?q={query}`: arguments go into the path and the query only, encoded.
        package var url: String
        /// Scheme, host and port of every address that may be contacted, redirects included.
        package var allowed: [URL]
        /// Keys (and numbers in arrays) that lead to the result in a JSON answer; nil for the whole text.
        package var resultPath: [String]?
        package var timeout: Double
        package var largestBody: Int

        package init(
            name: String, summary: String, parameters: [ToolParameter], url: String, allowed: [URL],
            resultPath: [String]? = nil, timeout: Double = 15, largestBody: Int = 1 << 20
        ) {
            self.name = name
            self.summary = summary
            self.parameters = parameters
            self.url = url
            self.allowed = allowed
            self.resultPath = resultPath
            self.timeout = timeout
            self.largestBody = largestBody
        }
    }

    package let spec: ToolSpec
    private let settings: Settings
    private let http: BoundedHTTP

    /// - Throws: `AgentError` as `Settings.check()` does.
    package init(settings: Settings, client: HTTPClient) throws {
        try settings.check()
        self.settings = settings
        http = BoundedHTTP(
            client: client, policy: HostPolicy(settings.allowed), timeout: settings.timeout,
            largestBody: settings.largestBody)
        spec = ToolSpec(name: settings.name, summary: settings.summary, parameters: settings.parameters)
    }

    package func execute(_ arguments: ToolArguments, context: inout ToolContext) async -> ToolResult {
        let address = settings.address { name in
            Self.encoded(arguments.values[name].map(CallObject.text) ?? "")
        }
        guard let url = URL(string: address) else {
            return .failure(.invalidArguments, "The arguments make no valid address.")
        }
        do {
            let reply = try await http.get(url)
            guard (200..<300).contains(reply.status) else {
                let kind: ToolErrorKind =
                    reply.status == 404 ? .notFound : reply.status == 429 ? .rateLimited : .unavailable
                return .failure(kind, "\(url.host() ?? "") answered with status \(reply.status).", source: url.host())
            }
            return result(String(decoding: reply.body, as: UTF8.self), host: url.host())
        } catch let failure as BoundedHTTP.Failure {
            return .failure(failure.kind, "The call failed: \(failure.message).", source: url.host())
        } catch {
            return .failure(.cancelled, "The call was cancelled.", source: url.host())
        }
    }

    private func result(_ text: String, host: String?) -> ToolResult {
        guard let path = settings.resultPath else { return .success(text, source: host) }
        guard var value = try? JSONValue(parsing: text) else {
            return .failure(.badResponse, "The service sent something that is not JSON.", source: host)
        }
        for key in path {
            let index = Int(key).flatMap { index in value.array.flatMap { $0.indices.contains(index) ? $0[index] : nil }
            }
            guard let inner = index ?? value[key] else {
                return .failure(.notFound, "The answer has no \(path.joined(separator: ".")).", source: host)
            }
            value = inner
        }
        return .success(CallObject.text(value), source: host)
    }

    /// Letters, digits and `-._~` stay, the rest is encoded: an argument cannot add a path, a query or a host.
    private static func encoded(_ text: String) -> String {
        let plain = CharacterSet(charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
        // A path of dots would climb.
        if text == "." || text == ".." { return text.replacing(".", with: "%2E") }
        return text.addingPercentEncoding(withAllowedCharacters: plain) ?? ""
    }
}
