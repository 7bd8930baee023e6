// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IContributorRoll} from "../../../contracts/governance/IContributorRoll.sol";
import {IIdentityRegistry} from "../../../contracts/identity/IIdentityRegistry.sol";
import {TestBase} from "../Vm.sol";
import {IdentityFixture} from "../identity/IdentityFixture.sol";

/// @notice Drives registry and roll through everything that may happen to eight humans, with a model beside them.
contract CommonsHandler is IdentityFixture {
    uint256 private constant HUMANS = 8;
    uint32 private constant CAP = 3;
    /// The first call that failed although only a delegation or a change of account stood before it.
    string public stuck;
    bool public pastChanged;
    bool public capBroken;
    uint256 private _accounts;
    uint256[HUMANS] private _idOf;
    mapping(uint256 human => address) private _accountOf;
    address[] private _everyAccount;
    uint256[] private _sampledAt;
    mapping(uint256 sample => mapping(uint256 identityId => uint256)) private _sampled;

    constructor() {
        vm.warp(START);
        _deploy(CAP);
    }

    function enrol(uint256 human) external {
        human %= HUMANS;
        if (_idOf[human] != 0) return;
        _accountOf[human] = _newAccount();
        uint8 kind = human == 0 ? INSTITUTION : PERSON;
        bytes memory evidence = _evidence(_accountOf[human], kind, bytes32(human), _year());
        try registry.enrol(_accountOf[human], kind, address(scheme), evidence) returns (uint256 id) {
            _idOf[human] = id;
        } catch {
            stuck = "enrol";
        }
    }

    function delegate(uint256 human, uint256 to) external {
        address account = _accountOf[human % HUMANS];
        address delegatee = _accountOf[to % HUMANS];
        vm.prank(account);
        try roll.delegate(delegatee) {
            if (roll.getVotes(delegatee) > CAP) capBroken = true;
        } catch (bytes memory reason) {
            bytes4 selector = bytes4(reason);
            bool expected =
                selector == IContributorRoll.NotSeated.selector || selector == IContributorRoll.DelegateFull.selector;
            if (!expected) stuck = "delegate";
        }
    }

    function callHome(uint256 human, bool byZero) external {
        address account = _accountOf[human % HUMANS];
        if (!roll.isSeated(account)) return;
        vm.prank(account);
        try roll.delegate(byZero ? address(0) : account) {} catch {
            stuck = "callHome";
        }
    }

    function recall(uint256 human) external {
        address account = _accountOf[human % HUMANS];
        bool due =
            roll.lentUntil(account) != 0 &&
                (roll.lentUntil(account) <= block.timestamp || !roll.isSeated(roll.delegates(account)));
        try roll.recall(account) {
            if (!due) stuck = "recall early";
        } catch {
            if (due) stuck = "recall";
        }
    }

    function rekey(uint256 human) external {
        human %= HUMANS;
        (uint256 id, uint8 status) = _state(human);
        if (status == 0 || status == 3) return;
        (address pending, uint64 readyAt) = registry.rekeyOf(id);
        if (pending == address(0)) {
            address account = _newAccount();
            bytes memory evidence = _evidence(account, registry.kindOf(id), bytes32(human), _year());
            try registry.requestRekey(id, account, evidence) {} catch {
                stuck = "requestRekey";
            }
        } else if (readyAt <= block.timestamp) {
            try registry.completeRekey(id) {
                _accountOf[human] = pending;
            } catch {
                stuck = "completeRekey";
            }
        } else if (readyAt % 4 == 0) {
            vm.prank(_accountOf[human]);
            try registry.cancelRekey(id) {} catch {
                stuck = "cancelRekey";
            }
        }
    }

    function suspend(uint256 human, uint256 time) external {
        (uint256 id, uint8 status) = _state(human % HUMANS);
        if (status == 0 || status == 3) return;
        vm.prank(court);
        try registry.suspend(id, uint64(block.timestamp + 1 + (time % 60 days)), 1) {} catch {
            stuck = "suspend";
        }
    }

    function lapse(uint256 human) external {
        (uint256 id, uint8 status) = _state(human % HUMANS);
        if (status != 1 || registry.identity(id).validUntil > block.timestamp) return;
        try registry.lapse(id) {} catch {
            stuck = "lapse";
        }
    }

    function reinstate(uint256 human) external {
        (uint256 id, uint8 status) = _state(human % HUMANS);
        uint64 until = registry.identity(id).suspendedUntil;
        if (status == 0 || status == 3 || until == 0 || until > block.timestamp) return;
        try registry.reinstate(id) {} catch {
            stuck = "reinstate";
        }
    }

    function renew(uint256 human) external {
        human %= HUMANS;
        (uint256 id, uint8 status) = _state(human);
        if (status == 0 || status == 3 || registry.identity(id).validUntil >= _year()) return;
        bytes memory evidence = _evidence(_accountOf[human], registry.kindOf(id), bytes32(human), _year());
        try registry.renew(id, evidence) {} catch {
            stuck = "renew";
        }
    }

    function revoke(uint256 human, uint256 chance) external {
        (uint256 id, uint8 status) = _state(human % HUMANS);
        if (status == 0 || status == 3 || chance % 4 != 0) return;
        try registry.revoke(id) {} catch {
            stuck = "revoke";
        }
    }

    function pass(uint256 time) external {
        vm.warp(block.timestamp + 1 + (time % 40 days));
    }

    /// Notes the votes of the moment that has just passed, and looks whether the ones noted before are as they were.
    function sample() external {
        for (uint256 i = 0; i < _sampledAt.length; ++i) {
            for (uint256 id = 1; id <= registry.count(); ++id) {
                if (roll.pastVotesOf(id, _sampledAt[i]) != _sampled[i][id]) pastChanged = true;
            }
        }
        if (_sampledAt.length == 4) return;
        uint256 moment = block.timestamp;
        vm.warp(moment + 1);
        for (uint256 id = 1; id <= registry.count(); ++id) {
            _sampled[_sampledAt.length][id] = roll.pastVotesOf(id, moment);
        }
        _sampledAt.push(moment);
    }

    /// Does what anyone may do once it is due, so that the roll and the clock agree.
    function settle() external {
        for (uint256 id = 1; id <= registry.count(); ++id) {
            IIdentityRegistry.Identity memory record = registry.identity(id);
            if (record.status == 3) continue;
            bool over = record.suspendedUntil != 0 && record.suspendedUntil <= block.timestamp;
            if (over) registry.reinstate(id);
            if (record.status == 1 && record.validUntil <= block.timestamp) registry.lapse(id);
        }
    }

    function sumOfVotes() external view returns (uint256 sum) {
        for (uint256 id = 0; id <= registry.count(); ++id) sum += roll.votesOf(id);
    }

    function sumOfAccountVotes() external view returns (uint256 sum) {
        for (uint256 i = 0; i < _everyAccount.length; ++i) sum += roll.getVotes(_everyAccount[i]);
    }

    function activePersons() external view returns (uint256 persons) {
        for (uint256 id = 1; id <= registry.count(); ++id) {
            if (registry.isActive(id) && registry.kindOf(id) == PERSON) ++persons;
        }
    }

    function activePersonsHaveVoices() external view returns (bool) {
        for (uint256 id = 1; id <= registry.count(); ++id) {
            if (roll.hasVoice(id) != (registry.isActive(id) && registry.kindOf(id) == PERSON)) return false;
        }
        return true;
    }

    function totals() external view returns (uint256 seated, uint256 counted) {
        seated = roll.seats();
        for (uint256 id = 1; id <= registry.count(); ++id) if (roll.hasVoice(id)) ++counted;
    }

    function accountsAndIdentitiesMatch() external view returns (bool) {
        for (uint256 id = 1; id <= registry.count(); ++id) {
            if (registry.identityOf(registry.accountOf(id)) != id) return false;
        }
        for (uint256 i = 0; i < _everyAccount.length; ++i) {
            address account = _everyAccount[i];
            uint256 id = registry.identityOf(account);
            (uint256 standingId, bool active) = registry.standing(account);
            if (standingId != id || (active && id == 0)) return false;
            if (id != 0 && (registry.accountOf(id) != account || registry.boundTo(account) != id)) return false;
            if (id != 0 && active != registry.isActive(id)) return false;
        }
        for (uint256 human = 0; human < HUMANS; ++human) {
            if (_idOf[human] != 0 && registry.identity(_idOf[human]).tag != bytes32(human)) return false;
        }
        return true;
    }

    function _newAccount() private returns (address account) {
        account = address(uint160(0x10000 + ++_accounts));
        _everyAccount.push(account);
    }

    function _state(uint256 human) private view returns (uint256 id, uint8 status) {
        id = _idOf[human];
        status = registry.identity(id).status;
    }
}

contract ContributorRollInvariantTest is TestBase {
    CommonsHandler private _handler;

    function setUp() public {
        _handler = new CommonsHandler();
        for (uint256 human = 0; human < 6; ++human) _handler.enrol(human);
    }

    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_handler);
    }

    function invariant_sumOfVotesIsTheNumberOfSeats() public view {
        (uint256 seated, uint256 counted) = _handler.totals();
        assert(_handler.sumOfVotes() == seated && counted == seated && _handler.sumOfAccountVotes() == seated);
    }

    function invariant_onceSettledEveryActivePersonHasOneVoice() public {
        _handler.settle();
        assert(_handler.sumOfVotes() == _handler.activePersons() && _handler.activePersonsHaveVoices());
    }

    function invariant_noDelegationStopsAnything() public view {
        assert(bytes(_handler.stuck()).length == 0);
    }

    function invariant_delegatesStayWithinTheCap() public view {
        assert(!_handler.capBroken());
    }

    function invariant_votesOfThePastNeverChange() public view {
        assert(!_handler.pastChanged());
    }

    function invariant_oneAccountPerIdentityAndBack() public view {
        assert(_handler.accountsAndIdentitiesMatch());
    }
}
