import Foundation

/// Style sheets and scripts as a report has them: relative, and scripts in one classic file, because browsers load no
/// modules from a disk.
enum SiteScript {
    static let address = "/assets/site.js"

    /// The modules that a page without a server uses, those that belong together after each other.
    private static let parts: [[[UInt8]]] = [
        [PackageResources.toast_js, PackageResources.copy_js], [PackageResources.menus_js],
        [PackageResources.outcomes_js], [PackageResources.example_js], [PackageResources.charts_js],
    ]

    static var text: Data {
        let scripts = parts.map { part in
            "(() => {\n\"use strict\";\n\(part.map(plain).joined(separator: "\n"))\n})();\n"
        }
        return Data(scripts.joined(separator: "\n").utf8)
    }

    /// A module's text without what only modules may say.
    private static func plain(_ module: [UInt8]) -> String {
        String(decoding: module, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
            .filter { !$0.hasPrefix("import ") }
            .map { $0.hasPrefix("export ") ? String($0.dropFirst("export ".count)) : String($0) }
            .joined(separator: "\n")
    }

    /// A style sheet beside the files that it names.
    static func style(_ css: Data) -> Data {
        Data(String(decoding: css, as: UTF8.self).replacing("\"/assets/", with: "\"").utf8)
    }
}
