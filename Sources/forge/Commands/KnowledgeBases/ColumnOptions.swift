import ArgumentParser
import ForgeRetrieval

/// Which fields of one's own JSON records hold what.
struct ColumnOptions: ParsableArguments {
    @Option(help: "For own JSON records: the field with the id.")
    var idField: String?
    @Option(help: "… with the title.")
    var titleField: String?
    @Option(help: "… with the text.")
    var textField: String?
    @Option(help: "… with the address.")
    var urlField: String?

    /// Nil when nothing was named: then the layout is found from the records.
    var columns: JSONColumns? {
        let columns = JSONColumns(id: idField, title: titleField, text: textField, url: urlField)
        return columns == JSONColumns() ? nil : columns
    }
}
