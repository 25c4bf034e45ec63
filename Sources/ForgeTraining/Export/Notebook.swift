import ForgeCore
import Foundation

/// A Jupyter notebook (nbformat 4.5) from scripts whose cells begin with `# %%`.
struct Notebook {
    enum Part {
        /// The first cell of a script, all of its cells, and all but the first.
        case head(of: Int), all(of: Int), rest(of: Int)
    }

    private struct Cell {
        var isText: Bool
        var lines: [String]
    }

    private var cells: [Cell] = []

    init(scripts: [String], order: [Part]) {
        let scripts = scripts.map(Self.cells)
        for part in order {
            switch part {
            case .head(let index): cells += scripts[index].prefix(1)
            case .all(let index): cells += scripts[index]
            case .rest(let index): cells += scripts[index].dropFirst()
            }
        }
    }

    private static func cells(_ script: String) -> [Cell] {
        var cells: [Cell] = []
        for line in script.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
            if line == "# %% [markdown]" {
                cells.append(Cell(isText: true, lines: []))
            } else if line.hasPrefix("# %% ") {
                cells.append(Cell(isText: false, lines: ["# " + line.dropFirst("# %% ".count)]))
            } else if let last = cells.indices.last {
                let isComment = cells[last].isText && line.hasPrefix("#")
                cells[last].lines.append(isComment ? String(line.dropFirst(line.hasPrefix("# ") ? 2 : 1)) : line)
            }
        }
        return cells.map { cell in
            var cell = cell
            while cell.lines.last?.isEmpty == true { cell.lines.removeLast() }
            return cell
        }
    }

    func data() throws -> Data {
        let cells = self.cells.enumerated().map { index, cell -> JSONValue in
            let lines = cell.lines.enumerated().map {
                $0.offset == cell.lines.count - 1 ? $0.element : $0.element + "\n"
            }
            var value: [String: JSONValue] = [
                "id": .string("cell-\(index + 1)"), "metadata": [:], "source": .array(lines.map(JSONValue.string)),
                "cell_type": cell.isText ? "markdown" : "code",
            ]
            if !cell.isText {
                value["execution_count"] = .null
                value["outputs"] = []
            }
            return .object(value)
        }
        let notebook: JSONValue = [
            "nbformat": 4, "nbformat_minor": 5, "cells": .array(cells),
            "metadata": [
                "accelerator": "GPU", "colab": ["provenance": []],
                "kernelspec": ["name": "python3", "display_name": "Python 3", "language": "python"],
                "language_info": ["name": "python"],
            ],
        ]
        return try JSON.data(notebook, pretty: true)
    }
}
