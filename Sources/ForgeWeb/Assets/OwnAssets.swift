/// Our own style sheet and scripts. A new one is a file in Resources and a line here.
enum OwnAssets {
    struct Asset: Sendable {
        let name: String
        let type: String
        let bytes: [UInt8]
    }

    static var all: [Asset] {
        [
            Asset(name: "forge.css", type: "text/css; charset=utf-8", bytes: PackageResources.forge_css),
            Asset(name: "live.js", type: "text/javascript; charset=utf-8", bytes: PackageResources.live_js),
        ]
    }
}
