# Bash completion for limber.

# The language packs of the overlay and of the content that were named, and English.
_limber_languages() {
    local i dir names=en
    for ((i = 1; i < COMP_CWORD; i++)); do
        case ${COMP_WORDS[i - 1]} in
        --overlay | --content)
            for dir in "${COMP_WORDS[i]}"/responses/*/; do
                dir=${dir%/}
                [ -d "$dir" ] && names+=" ${dir##*/}"
            done
            ;;
        esac
    done
    mapfile -t COMPREPLY < <(compgen -W "$names" -- "$word")
}

_limber() {
    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} options=
    case $before in
    -c | -o | --output | --config | --content | --overlay | --token-file | --app-token-file | --ledger | --from | --write | --against | --against-overlay)
        compopt -o default
        COMPREPLY=()
        return
        ;;
    --platform)
        mapfile -t COMPREPLY < <(compgen -W "mattermost slack discord rocketchat" -- "$word")
        return
        ;;
    --mode)
        mapfile -t COMPREPLY < <(compgen -W "mention questions off" -- "$word")
        return
        ;;
    --language)
        _limber_languages
        return
        ;;
    --context)
        mapfile -t COMPREPLY < <(compgen -W "dm mention channel" -- "$word")
        return
        ;;
    esac
    if [ "$COMP_CWORD" -eq 1 ]; then
        mapfile -t COMPREPLY < <(compgen -W "init run doctor report chat ask explain check forget learn coverage suggest fmt replay --help --version" -- "$word")
        return
    fi
    case ${COMP_WORDS[1]} in
    init) options="--platform --url --token-file --app-token-file --user-id --name --mode --ledger -o --output --help" ;;
    run) options="-c --config --check-config --content --overlay --help" ;;
    doctor) options="-c --config --content --overlay --offline --help" ;;
    report) options="--ledger --days --since --until --csv --json --html -o --output --content --overlay --help" ;;
    chat) options="--watch --no-color --content --overlay --language --help" ;;
    ask) options="--json --jsonl --no-color --content --overlay --language --help" ;;
    explain) options="--context --after --content --overlay --language --help" ;;
    check) options="--content --overlay --language --help" ;;
    forget) options="--user --ledger --help" ;;
    suggest) options="--ledger --from --group --id --write --content --overlay --language --help" ;;
    fmt)
        options="--check --content --overlay --help"
        compopt -o default
        ;;
    learn) options="--content --overlay --language --output --help" ;;
    replay)
        options="--against --against-overlay --strict --content --overlay --language --help"
        compopt -o default
        ;;
    coverage)
        options="--topic --content --overlay --language --help"
        compopt -o default
        ;;
    esac
    mapfile -t COMPREPLY < <(compgen -W "$options" -- "$word")
}
complete -F _limber limber
