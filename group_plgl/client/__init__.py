"""The Python client of the API: a method for every operation, retries, pages and downloads.

It needs the standard library alone, and takes numpy arrays where latents are asked for:

    client = Client("http://localhost:8000", key)
    for one in client.pages(client.rank_pictures, group):
        print(one["place"], one["liking"])
    task = client.create_export(group, export="picture", words={"pixels": "2048"})
    done = client.wait(task["task"], progress=lambda now: print(now["done"], now["whole"]))
    Path(done["file_name"]).write_bytes(client.download_task(done["task"]))
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from group_plgl.client.about_people import AboutPeople
from group_plgl.client.about_pictures import AboutPictures
from group_plgl.client.pictures import TaskForm
from group_plgl.client.transport import Problem, new_id

__all__ = ["Client", "Problem", "new_id"]


class Client(AboutPeople, AboutPictures):
    """A server, with a key; everything that programs may ask for is a method."""

    def wait(
        self,
        task: str,
        *,
        progress: Callable[[TaskForm], None] | None = None,
        every: float = 0.5,
        timeout: float = 600.0,
    ) -> TaskForm:
        """A task once it is over.

        Args:
            task: Its id.
            progress: Is told of it each time it is asked for.
            every: Seconds between.
            timeout: Seconds after which it is given up.

        Raises:
            Problem: It failed or was cancelled, or it took too long.
        """
        for _look in range(max(1, round(timeout / every))):
            now = self.read_task(task)
            if progress is not None:
                progress(now)
            if now["status"] == "done":
                return now
            if now["status"] in ("failed", "cancelled"):
                raise Problem(0, {"detail": now["problem"] or "the task was cancelled"})
            self._sleep(every)
        raise Problem(0, {"detail": f"the task is not over after {timeout:.0f} s"})

    def pages(self, method: Callable[..., Any], *path: Any, **words: Any) -> Iterator[Any]:
        """All items of a list, page by page: `client.pages(client.list_models, group)`."""
        after = None
        while True:
            page = method(*path, **words, **({"after": after} if after is not None else {}))
            yield from page["items"]
            after = page.get("next")
            if after is None:
                return
