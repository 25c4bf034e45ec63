package enum PathLiteral {
    /// A `FilePath`, without the import that differs by system (System, SystemPackage).
    package static func make<Path: ExpressibleByStringLiteral>(_ text: String) -> Path
    where Path.StringLiteralType == String {
        Path(stringLiteral: text)
    }
}
