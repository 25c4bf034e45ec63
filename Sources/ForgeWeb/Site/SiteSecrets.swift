import ForgeCore
import Foundation

/// Refuses to write what must not be published: a report is for everybody.
struct SiteSecrets {
    /// A shorter value would be found by chance.
    private static let shortest = 8

    private let values: [(name: String, bytes: Data)]

    /// - Parameter environment: variables whose names say that their value is secret, and passwords inside of addresses.
    init(environment: [String: String]) {
        values = environment.flatMap { name, value -> [(name: String, bytes: Data)] in
            var secrets: [String] = []
            if SecretName.isSecret(name) { secrets.append(value) }
            if let password = URLComponents(string: value)?.percentEncodedPassword {
                secrets += [password, password.removingPercentEncoding ?? password]
            }
            return secrets.filter { $0.utf8.count >= Self.shortest }.flatMap(Self.forms)
                .map { (name: name, bytes: Data($0.utf8)) }
        }
    }

    /// The secret as text, JSON, pages and charts of a report hold it.
    private static func forms(of secret: String) -> Set<String> {
        let quoted = (try? JSON.text(secret)).map { String($0.dropFirst().dropLast()) } ?? secret
        // JSON of others may escape more than ours.
        let json = [
            quoted, quoted.replacingScalars("/", with: "\\/"), quoted.replacingScalars("<", with: "\\u003c"),
        ]
        return Set([secret] + json + [secret, quoted].map(HTMLText().escapeText))
    }

    /// - Throws: conflict that names the variable, never its value.
    func check(_ data: Data, of file: String) throws {
        guard let found = values.first(where: { data.range(of: $0.bytes) != nil }) else { return }
        throw WebError(
            .conflict, "site.secret", "The page \(file) would hold the value of \(found.name).",
            cause: "It stands in a config, a prompt or an answer.",
            remedy: "Leave that experiment out, or change the secret; nothing was written.")
    }
}
