"""What `meson install` puts down is enough for a program in C: headers, library, pkg-config file; and the program itself runs."""

import os
import shlex
import subprocess

import pytest

from process import ROOT
from words import text


def run(*arguments, **more):
    done = subprocess.run([*map(str, arguments)], capture_output=True, text=True, timeout=300, **more)
    assert done.returncode == 0, f"{arguments}\n{done.stdout}{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def prefix(release, tmp_path_factory):
    """Where the files are that would be below the prefix."""
    folder = tmp_path_factory.mktemp("installed")
    run("meson", "install", "-C", release, "--no-rebuild", "--destdir", folder)
    (found,) = folder.rglob("include/reprint/reprint.h")
    return found.parents[2]


@pytest.fixture(scope="module")
def flags(prefix):
    (found,) = prefix.rglob("reprint.pc")
    environment = {**os.environ, "PKG_CONFIG_PATH": str(found.parent)}
    return shlex.split(run("pkg-config", f"--define-variable=prefix={prefix}", "--cflags", "--libs", "reprint", env=environment))


def compile_and_run(flags, folder, source, *options):
    """Away from the project: only what is installed can be found."""
    (folder / "program.c").write_text(source)
    run("cc", "-Wall", "-Wextra", "-Werror", *options, "-o", "program", "program.c", *flags, cwd=folder)
    return folder / "program"


def test_example(flags, tmp_path):
    program = compile_and_run(flags, tmp_path, (ROOT / "examples/corpus.c").read_text(), "-std=c17")
    assert run(program).splitlines() == [
        "fingerprints: 17 and 18 shingles, containment 0.82",
        "compared: syndicated, 17 words in one passage",
        "wire: unique, story 1",
        "copy: syndicated, story 1",
    ]


def test_the_example_of_the_readme(flags, tmp_path):
    source = (ROOT / "README.md").read_text().split("```c\n")[1].split("```")[0]
    assert run(compile_and_run(flags, tmp_path, source)).splitlines() == ["first: unique, story 1", "second: syndicated, story 1"]


def test_a_client_program(start, flags, tmp_path):
    server = start()
    program = compile_and_run(flags, tmp_path, """
        #include <reprint/reprint.h>
        #include <stdio.h>
        #include <string.h>
        int main(int argc, char **argv)
        {
            struct rp_client *client;
            struct rp_answer *answer;
            struct rp_error error;
            struct rp_article article = {.id = {"a", 1}, .text = {argv[argc - 1], strlen(argv[argc - 1])}};
            if (rp_client_connect(argv[1], NULL, &client, &error) != RP_OK || rp_client_add(client, &article, 0, &answer, &error) != RP_OK)
                return 1;
            printf("%s\\n", rp_verdict_name(answer->verdict));
            rp_answer_free(answer);
            rp_client_free(client);
            return 0;
        }""")
    assert run(program, server.path, text(1)) == "unique\n"


def test_headers_are_those_of_the_project_and_fit_cxx(prefix, flags, tmp_path):
    installed = {path.name: path.read_bytes() for path in (prefix / "include/reprint").iterdir()}
    assert installed == {path.name: path.read_bytes() for path in (ROOT / "include/reprint").glob("*.h")}
    for name in installed:
        (tmp_path / "header.cpp").write_text(f"#include <reprint/{name}>\nint main() {{ return 0; }}\n")
        run("c++", "-std=c++17", "-Wall", "-Wextra", "-Werror", "-fsyntax-only", *[flag for flag in flags if flag.startswith("-I")], "header.cpp",
            cwd=tmp_path)


def test_the_program_is_there(prefix):
    assert run(prefix / "bin/reprint", "--version").startswith("reprint ")
