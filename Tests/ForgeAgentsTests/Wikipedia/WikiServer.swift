import ForgeTesting
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Synchronization

/// A local server that answers as MediaWiki does, with faults on demand.
final class WikiServer: Sendable {
    enum Fault: Sendable {
        case status(Int, retryAfter: String? = nil)
        case body(String)
        case huge
        case slow(Double)
        /// A head at once, then a byte every 20 ms.
        case dripping
        case redirect(String)
    }

    struct Seen: Sendable {
        var path: String
        var query: [String: String]
        var time: ContinuousClock.Instant
    }

    private struct State {
        var faults: [Fault] = []
        var seen: [Seen] = []
    }

    private let state = Mutex(State())

    init(faults: [Fault] = []) { state.withLock { $0.faults = faults } }

    var seen: [Seen] { state.withLock { $0.seen } }

    private static let pages: [String: String] = [
        "Marie Curie":
            #"{"pageid":1,"ns":0,"title":"Marie Curie","extract":"Marie Curie was a physicist.\nShe was born in Warsaw."}"#,
        "Mercury":
            #"{"pageid":2,"ns":0,"title":"Mercury","pageprops":{"disambiguation":""},"extract":"Mercury may refer to:\nMercury (planet), the innermost planet\nMercury (element), a metal\n\n\n== See also ==\nMercurial"}"#,
        "C++": #"{"pageid":3,"ns":0,"title":"C++","extract":"C++ is a language."}"#,
    ]
    private static let redirects = ["Madame Curie": "Marie Curie", "Maria Skłodowska": "Marie Curie"]
    private static let searches = ["who discovered radium": ["Marie Curie", "Radium"], "Mary Curie": ["Marie Curie"]]

    fileprivate func answer(_ request: Request) async -> Response {
        let query = Dictionary(request.uri.queryParameters.map { (String($0.key), String($0.value)) }) { first, _ in
            first
        }
        let fault = state.withLock { state -> Fault? in
            state.seen.append(Seen(path: request.uri.path, query: query, time: .now))
            return state.faults.isEmpty ? nil : state.faults.removeFirst()
        }
        switch fault {
        case .status(let code, let retryAfter)?:
            return Self.response(.init(code: code), "busy", retryAfter.map { [(.retryAfter, $0)] } ?? [])
        case .body(let text)?: return Self.response(.ok, text)
        case .huge?: return Self.response(.ok, "{\"pages\": \"" + String(repeating: "x", count: 300_000) + "\"}")
        case .slow(let seconds)?: try? await Task.sleep(for: .seconds(seconds))
        case .dripping?: return Self.dripping()
        case .redirect(let location)?: return Self.response(.found, "", [(.location, location)])
        case nil: break
        }
        return request.uri.path == "/w/rest.php/v1/search/page" ? Self.search(query) : Self.page(query)
    }

    private static func dripping() -> Response {
        Response(
            status: .ok, headers: HTTPFields([HTTPField(name: .contentType, value: "application/json")]),
            body: ResponseBody { writer in
                for _ in 0..<500 {
                    try await writer.write(ByteBuffer(string: " "))
                    try await Task.sleep(for: .milliseconds(20))
                }
                try await writer.finish(nil)
            })
    }

    private static func page(_ query: [String: String]) -> Response {
        let asked = query["titles"] ?? ""
        let title = redirects[asked] ?? asked
        let redirect = redirects[asked].map { #""redirects":[{"from":"\#(asked)","to":"\#($0)"}],"# } ?? ""
        let page = pages[title] ?? #"{"ns":0,"title":"\#(title)","missing":true}"#
        return response(.ok, #"{"batchcomplete":true,"query":{\#(redirect)"pages":[\#(page)]}}"#)
    }

    private static func search(_ query: [String: String]) -> Response {
        let found = (searches[query["q"] ?? ""] ?? []).map { #"{"id":1,"key":"\#($0)","title":"\#($0)","excerpt":""}"# }
        return response(.ok, #"{"pages":[\#(found.joined(separator: ","))]}"#)
    }

    private static func response(
        _ status: HTTPResponse.Status, _ body: String, _ headers: [(HTTPField.Name, String)] = []
    ) -> Response {
        var fields = HTTPFields([HTTPField(name: .contentType, value: "application/json")])
        for (name, value) in headers { fields[name] = value }
        return Response(status: status, headers: fields, body: .init(byteBuffer: ByteBuffer(string: body)))
    }

    /// Runs `body` while the server answers on a port that the system chose.
    func run(_ body: @Sendable @escaping (URL) async throws -> Void) async throws {
        try await LocalServer.run(answering: { await self.answer($0) }) { address in
            guard let url = URL(string: address) else { return }
            try await body(url)
        }
    }
}
