/// Our own style sheet and scripts. A new one is a file in Resources and a line here.
enum OwnAssets {
    static var all: [Asset] { styles + scripts }

    private static var styles: [Asset] {
        [
            Asset(name: "forge.css", bytes: PackageResources.forge_css),
            Asset(name: "tools.css", bytes: PackageResources.tools_css),
            Asset(name: "docs.css", bytes: PackageResources.docs_css),
            Asset(name: "fonts.css", bytes: PackageResources.fonts_css),
            Asset(name: "icon.svg", bytes: PackageResources.icon_svg),
        ]
    }

    private static var scripts: [Asset] {
        let modules: [(String, [UInt8])] = [
            ("charts.js", PackageResources.charts_js), ("experiment-form.js", PackageResources.experiment_form_js),
            ("playground.js", PackageResources.playground_js), ("pulls.js", PackageResources.pulls_js),
            ("docs.js", PackageResources.docs_js),
            ("copy.js", PackageResources.copy_js), ("dialogs.js", PackageResources.dialogs_js),
            ("frame.js", PackageResources.frame_js), ("live.js", PackageResources.live_js),
            ("menus.js", PackageResources.menus_js), ("swap.js", PackageResources.swap_js),
            ("toast.js", PackageResources.toast_js),
        ]
        return modules.map { Asset(name: $0.0, bytes: $0.1) }
    }
}
