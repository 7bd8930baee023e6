// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IContributorRoll} from "../../../contracts/governance/IContributorRoll.sol";
import {IIdentityRegistry} from "../../../contracts/identity/IIdentityRegistry.sol";
import {TestBase} from "../Vm.sol";
import {IdentityFixture} from "../identity/IdentityFixture.sol";

/// @notice Drives registry and roll through everything that may happen to eight humans beside a quiet crowd, among them
/// false attesters and thieves of keys that were replaced.
contract CommonsHandler is IdentityFixture {
    uint256 private constant HUMANS = 8;
    uint256 private constant CROWD = 22;
    /// @dev The false attesters hold the first four slots; those in good standing are five.
    uint64 private constant GOOD = 0x1f0;
    /// The first call that failed although only a delegation, a change of account or a discredit stood before it.
    string public stuck;
    bool public pastChanged;
    bool public robbed;
    uint256 private _accounts;
    uint256[HUMANS] private _idOf;
    mapping(uint256 human => address) private _accountOf;
    mapping(uint256 identityId => uint256) private _votingFrom;
    address[] private _everyAccount;
    address[] private _stolen;
    uint256[] private _sampledAt;
    mapping(uint256 sample => uint256) private _total;
    mapping(uint256 sample => mapping(uint256 identityId => uint256)) private _sampled;

    constructor() {
        vm.warp(START);
        _deploy();
        _enrolCrowd(CROWD);
    }

    function _settings() internal pure override returns (IIdentityRegistry.Settings memory) {
        return
            IIdentityRegistry.Settings(
                3,
                TERM,
                REKEY_DELAY,
                MAX_SUSPENSION,
                PROBATION,
                26,
                type(uint16).max,
                10_000,
                99
            );
    }

    function enrol(uint256 human, bool falsely) external {
        human %= HUMANS;
        if (_idOf[human] != 0) return;
        address account = _newAccount();
        uint8 kind = human == 0 ? INSTITUTION : PERSON;
        bytes memory evidence = _signedBy(falsely ? FOUR : GOOD, account, kind, bytes32(human), _year());
        try registry.enrol(account, kind, address(scheme), evidence) returns (uint256 id) {
            (_idOf[human], _accountOf[human]) = (id, account);
            (_votingFrom[id], ) = roll.voiceOf(id);
        } catch (bytes memory reason) {
            bool refused = bytes4(reason) == IIdentityRegistry.StatementDiscredited.selector;
            if (!refused || !falsely) stuck = "enrol";
        }
    }

    function delegate(uint256 human, uint256 to) external {
        address account = _accountOf[human % HUMANS];
        vm.prank(account);
        try roll.delegate(_accountOf[to % HUMANS]) {} catch (bytes memory reason) {
            bytes4 selector = bytes4(reason);
            bool expected =
                selector == IContributorRoll.NotSeated.selector || selector == IContributorRoll.DelegateFull.selector;
            if (!expected) stuck = "delegate";
        }
    }

    function callHome(uint256 human, bool byZero) external {
        address account = _accountOf[human % HUMANS];
        if (!roll.hasVoice(registry.identityOf(account))) return;
        vm.prank(account);
        try roll.delegate(byZero ? address(0) : account) {} catch {
            stuck = "callHome";
        }
    }

    function rekey(uint256 human) external {
        human %= HUMANS;
        (uint256 id, uint8 status) = _state(human);
        if (status == 0 || status == 3) return;
        (address pending, uint64 readyAt) = registry.rekeyOf(id);
        if (pending == address(0)) {
            address account = _newAccount();
            bytes memory evidence = _signedBy(GOOD, account, registry.kindOf(id), bytes32(human), _year());
            try registry.requestRekey(id, account, evidence) {} catch {
                stuck = "requestRekey";
            }
        } else if (readyAt <= block.timestamp) {
            try registry.completeRekey(id) {
                _stolen.push(_accountOf[human]);
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

    /// A thief holds a key that was replaced, and tries what its owner could.
    function steal(uint256 which, uint256 human) external {
        if (_stolen.length == 0) return;
        address thief = _stolen[which % _stolen.length];
        uint256 id = registry.boundTo(thief);
        vm.startPrank(thief);
        try roll.delegate(_accountOf[human % HUMANS]) {
            robbed = true;
        } catch {}
        try registry.cancelRekey(id) {
            robbed = true;
        } catch {}
        vm.stopPrank();
        (uint256 foundId, bool active) = registry.standing(thief);
        if (foundId != 0 || active || roll.getVotes(thief) != 0 || id == 0) robbed = true;
    }

    function suspend(uint256 human, uint256 time) external {
        (uint256 id, uint8 status) = _state(human % HUMANS);
        if (status == 0 || status == 3) return;
        vm.prank(court);
        try registry.suspend(id, uint64(block.timestamp + 1 + (time % 60 days)), 1) {} catch {
            stuck = "suspend";
        }
    }

    function renew(uint256 human) external {
        human %= HUMANS;
        (uint256 id, uint8 status) = _state(human);
        if (status == 0 || status == 3 || registry.identity(id).validUntil >= _year()) return;
        bytes memory evidence = _signedBy(GOOD, _accountOf[human], registry.kindOf(id), bytes32(human), _year());
        vm.prank(_accountOf[human]);
        try registry.renew(id, evidence) {} catch {
            stuck = "renew";
        }
    }

    function discredit(uint8 slot, uint256 age) external {
        if (age % 3 != 0) return;
        try registry.discredit(slot % 4, uint48(block.timestamp - (age % 30 days)), "") {} catch (bytes memory reason) {
            if (bytes4(reason) != IIdentityRegistry.DiscreditInvalid.selector) stuck = "discredit";
        }
    }

    function lapse() external {
        uint256[] memory ids = new uint256[](registry.count() + 2);
        for (uint256 i = 0; i < ids.length; ++i) ids[i] = i;
        try registry.lapse(ids) {} catch {
            stuck = "lapse";
        }
    }

    function revoke(uint256 human, uint256 chance) external {
        (uint256 id, uint8 status) = _state(human % HUMANS);
        if (status == 0 || status == 3 || chance % 4 != 0) return;
        try registry.revokeDouble(1, id, abi.encode(1, id)) {} catch {
            stuck = "revokeDouble";
        }
    }

    function pass(uint256 time) external {
        vm.warp(block.timestamp + 1 + (time % 40 days));
    }

    /// Notes the votes of the moment that has just passed, and looks whether the ones noted before are as they were.
    function sample() external {
        for (uint256 i = 0; i < _sampledAt.length; ++i) {
            if (roll.getPastTotalSupply(_sampledAt[i]) != _total[i]) pastChanged = true;
            for (uint256 id = CROWD + 1; id <= registry.count(); ++id) {
                if (roll.pastVotesOf(id, _sampledAt[i]) != _sampled[i][id]) pastChanged = true;
            }
        }
        if (_sampledAt.length == 6) return;
        uint256 moment = block.timestamp;
        uint256 sampled = _sampledAt.length;
        _total[sampled] = roll.seats();
        for (uint256 id = CROWD + 1; id <= registry.count(); ++id) _sampled[sampled][id] = roll.votesOf(id);
        _sampledAt.push(moment);
        vm.warp(moment + 1);
    }

    /// Counts from each person's own side where its voice is; caps what one holds.
    function votesAreWhereTheirOwnersPutThem() external view returns (bool) {
        uint256 last = registry.count();
        uint256[] memory held = new uint256[](last + 1);
        uint256 total = 0;
        for (uint256 id = 1; id <= last; ++id) {
            if (!roll.hasVoice(id)) continue;
            ++total;
            ++held[registry.identityOf(roll.delegates(registry.accountOf(id)))];
        }
        if (total != roll.seats() || held[0] != 0) return false;
        for (uint256 id = 1; id <= last; ++id) {
            uint256 votes = held[id] < roll.delegateCap() ? held[id] : roll.delegateCap();
            if (roll.votesOf(id) != votes || roll.getVotes(registry.accountOf(id)) != votes) return false;
        }
        return true;
    }

    /// Who may act has a voice, once probation and the suspension's week are over and until the last week; nobody else
    /// has one, but for those whom a discredit hit and nobody has taken off yet.
    function voicesFollowStanding() external view returns (bool) {
        for (uint256 id = CROWD + 1; id <= registry.count(); ++id) {
            IIdentityRegistry.Identity memory it = registry.identity(id);
            uint256 free = it.suspendedUntil == 0 ? 0 : _weekOf(it.suspendedUntil + WEEK - 1);
            bool due = it.kind == PERSON && block.timestamp >= _votingFrom[id] && block.timestamp >= free;
            due = due && block.timestamp < _weekOf(it.validUntil);
            (, bool active, bool voice) = registry.membership(it.account);
            if (active && (voice != due || voice != roll.hasVoice(id))) return false;
            if (roll.hasVoice(id) && (!due || it.status == 3)) return false;
        }
        return true;
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
        for (uint256 human = 0; human < 6; ++human) _handler.enrol(human, human == 5);
    }

    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_handler);
    }

    function invariant_everyVoiceIsOnceWhereItsOwnerPutIt() public view {
        assert(_handler.votesAreWhereTheirOwnersPutThem());
    }

    function invariant_voicesFollowStandingWithoutATransaction() public view {
        assert(_handler.voicesFollowStanding());
    }

    function invariant_noDelegationAndNoDiscreditStopsAnything() public view {
        assert(bytes(_handler.stuck()).length == 0);
    }

    function invariant_votesOfThePastNeverChange() public view {
        assert(!_handler.pastChanged());
    }

    function invariant_oneAccountPerIdentityAndAReplacedKeyIsWorthNothing() public view {
        assert(!_handler.robbed() && _handler.accountsAndIdentitiesMatch());
    }
}
