import ForgeCore
import Yams

/// A YAML mapping that is read strictly: what is missing, of a wrong type or unknown is an error with its line.
struct YAMLObject {
    let file: String
    /// Where in the document this mapping lies (`models.phi-2`).
    let path: String
    let line: Int
    private let members: [String: Node]
    private let order: [String]

    init(_ node: Node, file: String, path: String, allowed: [String]?) throws {
        self.file = file
        self.path = path
        line = node.mark?.line ?? 0
        guard let mapping = node.mapping else {
            throw YAMLObject.failure(file, line, "\(path.isEmpty ? "The file" : "`\(path)`") must be a mapping.")
        }
        var members: [String: Node] = [:]
        var order: [String] = []
        for (key, value) in mapping {
            guard let name = key.scalar?.string else {
                throw YAMLObject.failure(file, key.mark?.line ?? line, "A key in `\(path)` is not text.")
            }
            if let allowed, !allowed.contains(name) {
                throw YAMLObject.unknownKey(name, in: path, allowed: allowed, file: file, line: key.mark?.line ?? line)
            }
            members[name] = value
            order.append(name)
        }
        self.members = members
        self.order = order
    }

    var keys: [String] { order }

    func has(_ key: String) -> Bool { members[key] != nil }

    func node(_ key: String) -> Node? { members[key] }

    func text(_ key: String) throws -> String {
        guard let value = try optionalText(key) else { throw failure("`\(full(key))` is missing.") }
        return value
    }

    func optionalText(_ key: String) throws -> String? {
        guard let node = members[key] else { return nil }
        guard let scalar = node.scalar?.string, !scalar.isEmpty else {
            throw failure("`\(full(key))` must be text that is not empty.", at: node)
        }
        return scalar
    }

    /// A number of bytes, records or tokens: a positive integer, underscores allowed.
    func count(_ key: String) throws -> Int? {
        guard let node = members[key] else { return nil }
        guard let value = Int(node.scalar?.string.replacing("_", with: "") ?? ""), value > 0 else {
            throw failure("`\(full(key))` must be a positive whole number.", at: node)
        }
        return value
    }

    func sha256(_ key: String) throws -> String? {
        guard let text = try optionalText(key) else { return nil }
        guard text.utf8.count == 64, text.allSatisfy({ $0.isHexDigit && !$0.isUppercase }) else {
            throw failure("`\(full(key))` must be a SHA-256: 64 lower-case hexadecimal digits.", at: members[key])
        }
        return text
    }

    func choice<Value: RawRepresentable & CaseIterable>(_ key: String, of type: Value.Type) throws -> Value
    where Value.RawValue == String {
        let text = try text(key)
        guard let value = Value(rawValue: text) else {
            let allowed = Value.allCases.map(\.rawValue).joined(separator: ", ")
            throw failure("`\(full(key))` is `\(text)`, which is not one of: \(allowed).", at: members[key])
        }
        return value
    }

    func list(_ key: String) throws -> [Node] {
        guard let node = members[key] else { return [] }
        guard let sequence = node.sequence else { throw failure("`\(full(key))` must be a list.", at: node) }
        return Array(sequence)
    }

    func object(_ key: String, allowed: [String]?) throws -> YAMLObject? {
        guard let node = members[key] else { return nil }
        return try YAMLObject(node, file: file, path: full(key), allowed: allowed)
    }

    func failure(_ message: String, at node: Node? = nil) -> CatalogueError {
        YAMLObject.failure(file, node?.mark?.line ?? line, message)
    }

    private func full(_ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

    static func failure(_ file: String, _ line: Int, _ message: String, remedy: String? = nil) -> CatalogueError {
        CatalogueError(.invalidInput, "catalogue.invalid", "\(file):\(line): \(message)", remedy: remedy)
    }

    private static func unknownKey(
        _ key: String, in path: String, allowed: [String], file: String, line: Int
    ) -> CatalogueError {
        let near = NearestName.candidates(for: key, among: allowed).first
        return failure(
            file, line, "`\(key)` is not a key of `\(path.isEmpty ? "the catalogue" : path)`.",
            remedy: (near.map { "Did you mean `\($0)`? " } ?? "") + "Allowed: \(allowed.joined(separator: ", ")).")
    }
}
