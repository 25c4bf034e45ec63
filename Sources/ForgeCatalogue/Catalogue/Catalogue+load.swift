package import ForgeCore
import Foundation

extension Catalogue {
    /// The catalogue that comes with the program.
    ///
    /// - Throws: an invalid-input error that names the line (a defect of ours).
    package static func builtIn() throws -> Catalogue {
        try CatalogueParser.parse(
            String(decoding: PackageResources.catalogue_yaml, as: UTF8.self), file: "catalogue.yaml (built in)")
    }

    /// The built-in catalogue with the user's `catalogue.yaml` in the home folder over it.
    ///
    /// - Throws: an error naming file, line and what is allowed there.
    package static func load(home: ForgeHome) throws -> Catalogue {
        let base = try builtIn()
        let own = home.root.appending(path: "catalogue.yaml")
        guard FileManager.default.fileExists(atPath: own.path()) else { return base }
        guard let data = FileManager.default.contents(atPath: own.path(percentEncoded: false)),
            let text = String(validating: data, as: UTF8.self)
        else { throw CatalogueError.unreadable(own.path(), cause: "it is not readable UTF-8 text") }
        let merged = base.overlaid(by: try CatalogueParser.parse(text, file: own.path(percentEncoded: false)))
        _ = try merged.model(merged.defaultModel)
        for name in EncoderKind.allCases.compactMap({ merged.defaultEncoders[$0] }) { _ = try merged.encoder(name) }
        return merged
    }
}
