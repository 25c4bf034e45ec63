/// Environment variables whose names say that they hold a secret.
package enum SecretName {
    private static let words = ["TOKEN", "KEY", "SECRET", "PASSWORD", "PASSPHRASE"]

    /// Addresses with a password in them (`DATABASE_URL`) are not known by their names.
    package static func isSecret(_ name: String) -> Bool {
        let name = name.uppercased()
        return words.contains { name.contains($0) }
    }
}
