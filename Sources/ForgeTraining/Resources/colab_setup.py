# %% [markdown]
# ## On Colab
#
# Choose a GPU runtime. Put the whole folder of the export into your Drive as `{{folder}}`; checkpoints and results are
# written into it, so that a runtime that is taken away loses at most the steps since the last checkpoint: run all cells
# again and the training goes on. To upload, add the secret `HF_TOKEN` and set `HUB_REPO`.

# %% Drive and packages
import os
import subprocess
import sys
from pathlib import Path

EXPORT_FOLDER = os.environ.get("EXPORT_FOLDER", ".")
try:
    from google.colab import drive, userdata
except ImportError:
    pass
else:
    drive.mount("/content/drive")
    EXPORT_FOLDER = "/content/drive/MyDrive/{{folder}}"
    # Colab has a PyTorch for its GPU already.
    wanted = [
        line for line in Path(EXPORT_FOLDER, "requirements.txt").read_text().splitlines()
        if line and not line.startswith(("#", "torch=="))]
    subprocess.run([sys.executable, "-m", "pip", "install", "-q", *wanted], check=True)
    try:
        os.environ["HF_TOKEN"] = userdata.get("HF_TOKEN")
    except (userdata.SecretNotFoundError, userdata.NotebookAccessError):
        print("no secret HF_TOKEN: nothing can be uploaded")
    # os.environ["HUB_REPO"] = "owner/name"
