import Foundation

/// Addresses of pages, with every part encoded.
enum PageLink {
    /// `path?a=1&b=2` without the parameters that are nil or empty.
    static func to(_ path: String, _ parameters: [(String, String?)] = []) -> String {
        let query = parameters.compactMap { name, value in
            value.flatMap { $0.isEmpty ? nil : "\(encoded(name))=\(encoded($0))" }
        }
        return query.isEmpty ? path : "\(path)?\(query.joined(separator: "&"))"
    }

    static func experiment(_ id: String) -> String { "/experiments/\(encoded(id))" }
    static func model(_ name: String) -> String { "/models/\(encoded(name))" }
    static func dataset(_ name: String, split: String? = nil) -> String {
        to("/datasets/\(encoded(name))", [("split", split)])
    }

    static func encoded(_ text: String) -> String {
        text.addingPercentEncoding(withAllowedCharacters: allowed) ?? ""
    }

    private static let allowed = CharacterSet(
        charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~,")
}
