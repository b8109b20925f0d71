# `make` lists what there is. Needs Python 3.11 or newer with venv, and make; nothing else.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PYTHON ?= python3
BIN := .venv/bin
PORT ?= 8000
# Everything that runs from here is development; a server sets its own environment.
export DEVELOPMENT ?= 1
WORKERS ?= auto

.PHONY: help
help: ## 列出可用的命令
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 18

.venv/.installed: requirements-dev.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "需要 Python 3.11 或更高版本；可用 make PYTHON=python3.11 指定。" >&2; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' || { echo "缺少 venv：Debian 或 Ubuntu 请先运行 apt-get install python3-venv。" >&2; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

.PHONY: setup
setup: .venv/.installed ## 建立虚拟环境，安装锁定的依赖

.PHONY: demo
demo: setup ## 载入演示内容并在 http://127.0.0.1:8000 运行
	$(BIN)/python manage.py migrate --verbosity 0
	$(BIN)/python manage.py load_demo
	@echo "演示网站：http://127.0.0.1:$(PORT)/    后台：http://127.0.0.1:$(PORT)/admin/    按 Ctrl+C 停止"
	$(BIN)/python manage.py runserver 127.0.0.1:$(PORT)

.PHONY: demo-passwords
demo-passwords: setup ## 重新生成演示账号的密码
	$(BIN)/python manage.py load_demo --reset-passwords

.PHONY: run
run: setup ## 运行开发服务器
	$(BIN)/python manage.py migrate --verbosity 0
	$(BIN)/python manage.py runserver 127.0.0.1:$(PORT)

.PHONY: test
test: setup ## 运行全部测试（DATABASE_URL 指定 PostgreSQL）
	# Connections of the live server's threads must not outlive their request: the database is dropped at the end.
	DATABASE_CONN_MAX_AGE=0 $(BIN)/pytest --numprocesses $(WORKERS)

.PHONY: check
check: setup ## 检查格式、类型、引用顺序、模板、迁移和部署设置，不改动文件
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/lint-imports
	git ls-files 'templates/*.html' | xargs $(BIN)/djhtml --check
	git ls-files 'templates/*.html' | xargs $(BIN)/djade --check --target-version 5.2
	$(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/python manage.py check
	DEVELOPMENT=0 SECRET_KEY=$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(64))') BEHIND_TLS_PROXY=1 $(BIN)/python manage.py check --deploy --fail-level WARNING

.PHONY: fix
fix: setup ## 修复可以自动修复的格式问题
	$(BIN)/ruff format
	$(BIN)/ruff check --fix
	git ls-files 'templates/*.html' | xargs $(BIN)/djhtml
	# djade fails when it has mended something; what counts is that nothing is left to mend.
	git ls-files 'templates/*.html' | xargs $(BIN)/djade --target-version 5.2 || git ls-files 'templates/*.html' | xargs $(BIN)/djade --check --target-version 5.2

.PHONY: bench
bench: setup ## 测量目录页、条目页和年度报告的速度（需要 PostgreSQL、nginx、wrk）
	$(BIN)/python bench/entry_and_list.py
	$(BIN)/python bench/reports.py

.PHONY: lock
lock: ## 重新锁定依赖（需要 uv）
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header pyproject.toml -o requirements.lock
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --group dev pyproject.toml -o requirements-dev.lock

.PHONY: words
words: ## 编译 locale/ 中的词语（需要 gettext）
	cd locale/zh_Hans/LC_MESSAGES && msgfmt -o django.mo django.po && msgfmt -o djangojs.mo djangojs.po

.PHONY: clean
clean: ## 删除虚拟环境和缓存（保留 var/ 中的数据）
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
