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
            Asset(name: "tools.css", type: "text/css; charset=utf-8", bytes: PackageResources.tools_css),
            Asset(name: "charts.js", type: "text/javascript; charset=utf-8", bytes: PackageResources.charts_js),
            Asset(name: "copy.js", type: "text/javascript; charset=utf-8", bytes: PackageResources.copy_js),
            Asset(
                name: "experiment-form.js", type: "text/javascript; charset=utf-8",
                bytes: PackageResources.experiment_form_js),
            Asset(name: "playground.js", type: "text/javascript; charset=utf-8", bytes: PackageResources.playground_js),
            Asset(name: "pulls.js", type: "text/javascript; charset=utf-8", bytes: PackageResources.pulls_js),
        ]
    }
}
