"""huggingface_hub as a second client of the stand-in for the Hub that forge is tested with.

Arguments: the address, the token, a folder that forge has published as acme/helpful. Uploads the same folder as
acme/second, reads both back, and checks that neither client finds anything to send in the other's repository.
"""

import sys
from pathlib import Path

from huggingface_hub import HfApi, hf_hub_download

address, token, folder = sys.argv[1:]
api = HfApi(endpoint=address, token=token)
names = sorted(
    str(path.relative_to(folder)) for path in Path(folder).rglob("*")
    if path.is_file() and not path.name.startswith("."))


def check(repository):
    info = api.model_info(repository)
    assert info.private, f"{repository} is not private"
    assert sorted(sibling.rfilename for sibling in info.siblings) == names, (repository, info.siblings)
    for name in names:
        path = hf_hub_download(
            repository, name, endpoint=address, token=token, cache_dir=Path(folder).parent / "cache",
            revision=info.sha)
        assert Path(path).read_bytes() == Path(folder, name).read_bytes(), f"{repository}/{name} differs"


check("acme/helpful")
api.create_repo("acme/second", private=True)
first = api.upload_folder(repo_id="acme/second", folder_path=folder, ignore_patterns=[".*"], commit_message="Second")
check("acme/second")
# Nothing changed, so there is nothing to commit: the names of all contents are the same for both clients.
again = api.upload_folder(repo_id="acme/helpful", folder_path=folder, ignore_patterns=[".*"], commit_message="Again")
assert again.oid == api.model_info("acme/helpful").sha
print("ok", len(names))
