// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {BoundedSignatures} from "../deposits/BoundedSignatures.sol";
import {Constitution} from "../governance/Constitution.sol";
import {IIdentityRegistry} from "../identity/IIdentityRegistry.sol";
import {IOperatorRegistry} from "../identity/IOperatorRegistry.sol";
import {IWorkLedger} from "../work/IWorkLedger.sol";
import {Capacity} from "./Capacity.sol";
import {StabilityPool} from "./StabilityPool.sol";

/// @title The equal minimum of inference that every member has, and the capacity that operators pledge for it.
/// @notice Every active person may use one floor a day, or, when capacity falls short, the same part of it. Days that a
/// member did not use add up, to a period at most, with which a new member begins, and are given from what is spare.
/// Nothing here is paid for, and no credit, contribution or nationality is read. Units are those of verified work, all
/// capacities are units a day.
///
///   supply    = pledged * (1 - reserve)
///   allotment = min(floor, (supply + stability pool + reserve) / members)
///
/// When all floors exceed the supply, priority use stops first; then the stability pool is drawn, up to the headroom that
/// its operators proved; then the reserve; only then is every floor cut by one factor. An operator serves in the same
/// order: its pledge less the reserve, its entry in the pool, its reserve.
///
/// A pledge counts up to half more than the best of the operator's own days of verified work of the last 60, or up to
/// what is given untested; and no group counts for more than a third of what the range asks (more while there are fewer
/// than five groups). It holds for the running period and the next, so that one which nobody renews ends by itself; a
/// smaller one counts from the next period on. Costs are constant, whatever the number of members and operators.
///
/// A member signs vouchers to the operator that serves it. A voucher names all units ever received from that operator, so
/// the newest replaces all before: a lost or repeated one costs nothing twice.
contract CommonsPool is Capacity, EIP712 {
    using StabilityPool for StabilityPool.Book;

    /// @notice What a member signs: `Voucher(uint256 identityId,uint256 operatorId,uint64 cumulative)`.
    struct Voucher {
        uint256 identityId;
        uint256 operatorId; // the operator that serves it
        uint64 cumulative; // units ever received from that operator
    }

    /// @notice A member used part of its allotment.
    event AllotmentUsed(uint256 indexed identityId, uint256 indexed operatorId, uint64 units, uint64 cumulative);
    /// @notice A voucher of a batch was left out; the others were taken.
    /// @param reason Selector of the error that it met.
    event VoucherSkipped(uint256 indexed identityId, uint256 indexed operatorId, bytes4 reason);

    /// @notice Only the operator that the voucher names may redeem it.
    error NotVoucherOperator();
    /// @notice Only active persons have an allotment.
    error NotMember();
    /// @notice The voucher is not signed by the member's account.
    error VoucherSignatureInvalid();
    /// @notice The voucher names no more units than were redeemed.
    error NothingToRedeem();
    /// @notice The member has less left than the voucher asks for.
    error AllotmentExceeded();
    /// @notice Every voucher needs its signature.
    error LengthMismatch(uint256 vouchers, uint256 signatures);

    bytes32 private constant VOUCHER = keccak256("Voucher(uint256 identityId,uint256 operatorId,uint64 cumulative)");
    uint8 private constant PERSON = 1;

    /// @dev What a member used on a day, and what it had saved up when that day began.
    struct Use {
        // slot 0: [0..47] day, [48..111] today, [112..239] saved
        uint48 day;
        uint64 today;
        uint128 saved;
    }

    IIdentityRegistry private immutable _IDENTITIES;
    mapping(uint256 identityId => Use) private _uses;
    mapping(uint256 operatorId => mapping(uint256 identityId => uint64 cumulative)) private _redeemed;

    constructor(
        address authority,
        IOperatorRegistry operators,
        IIdentityRegistry identities,
        IWorkLedger ledger,
        Constitution constitution,
        Settings memory all
    )
        AccessManaged(authority)
        EIP712("Tilth CommonsPool", "1")
        Capacity(operators, identities, ledger, constitution, all)
    {
        _IDENTITIES = identities;
    }

    /// @notice Counts what members received from the caller against their allotments. A voucher that meets an error is left
    /// out and told by an event.
    /// @param signatures One per voucher.
    /// @return sum Units that were new, all together.
    function redeemMany(Voucher[] calldata vouchers, bytes[] calldata signatures) external returns (uint256 sum) {
        if (vouchers.length != signatures.length) revert LengthMismatch(vouchers.length, signatures.length);
        uint256 operatorId = _OPERATORS.activeOperatorOf(msg.sender);
        StabilityPool.Terms memory terms = _terms();
        _pool.turn(_book, operatorId, terms);
        uint256 right = allotment();
        for (uint256 i = 0; i < vouchers.length; ++i) {
            (bytes4 fault, uint64 units) = _take(vouchers[i], signatures[i], operatorId, right, terms);
            sum += units;
            if (fault != 0) emit VoucherSkipped(vouchers[i].identityId, vouchers[i].operatorId, fault);
        }
    }

    /// @notice What a member may use now: the same for all who used the same; 0 for whoever is not an active person.
    function available(uint256 identityId) external view returns (uint256) {
        if (!_isMember(identityId)) return 0;
        (Use memory use, uint256 left) = _useOf(identityId, allotment());
        return left + Math.min(use.saved, priorityCapacity());
    }

    /// @notice The part of the floor that every member has, in basis points: 10,000 unless capacity falls short.
    function factor() external view returns (uint256) {
        uint256 all = activeMembers() * floor();
        uint256 most = _most();
        return most >= all ? WHOLE : (most * WHOLE) / all;
    }

    /// @notice Units that a member received from an operator, as far as redeemed.
    function redeemed(uint256 operatorId, uint256 identityId) external view returns (uint64) {
        return _redeemed[operatorId][identityId];
    }

    /// @notice Supply beyond all floors that nobody used today, for saved days and for uses that have priority.
    /// @return units 0 while all floors take more than the supply.
    function priorityCapacity() public view returns (uint256) {
        uint256 taken = activeMembers() * floor() + _pool.daily[_today()].extra;
        uint256 supply = (pledged() * (WHOLE - _reserve)) / WHOLE;
        return supply > taken ? supply - taken : 0;
    }

    /// @notice What every member has a day: the floor, or less when pool and reserve cannot make up for pledges.
    function allotment() public view returns (uint256) {
        uint256 members = activeMembers();
        uint256 most = _most();
        return most >= members * floor() ? floor() : most / members;
    }

    /// @dev Takes what is new in a voucher, or tells the error that it meets.
    function _take(
        Voucher calldata voucher,
        bytes calldata signature,
        uint256 operatorId,
        uint256 right,
        StabilityPool.Terms memory terms
    ) private returns (bytes4 fault, uint64 units) {
        uint256 id = voucher.identityId;
        if (voucher.operatorId != operatorId) return (NotVoucherOperator.selector, 0);
        if (!_isMember(id)) return (NotMember.selector, 0);
        if (voucher.cumulative <= _redeemed[operatorId][id]) return (NothingToRedeem.selector, 0);
        units = voucher.cumulative - _redeemed[operatorId][id];
        (Use memory use, uint256 left) = _useOf(id, right);
        if (units > left + Math.min(use.saved, priorityCapacity())) return (AllotmentExceeded.selector, 0);
        if (!_isSigned(voucher, signature)) return (VoucherSignatureInvalid.selector, 0);
        uint256 extra = units > left ? units - left : 0;
        _uses[id] = Use(use.day, use.today + units, use.saved - uint128(extra));
        _redeemed[operatorId][id] = voucher.cumulative;
        _pool.serve(_book, operatorId, units, extra, terms);
        emit AllotmentUsed(id, operatorId, units, voucher.cumulative);
    }

    function _isSigned(Voucher calldata it, bytes calldata signature) private view returns (bool) {
        bytes32 content = keccak256(abi.encode(VOUCHER, it.identityId, it.operatorId, it.cumulative));
        address account = _IDENTITIES.accountOf(it.identityId);
        return BoundedSignatures.isSignedBy(account, _hashTypedDataV4(content), signature);
    }

    function _isMember(uint256 identityId) private view returns (bool) {
        return _IDENTITIES.kindOf(identityId) == PERSON && _IDENTITIES.isActive(identityId);
    }

    /// @dev A member's use as of today, and what is left of today's right. Days that went by unused were added to what it
    /// had saved, up to a period; beyond its right a member uses what it saved, so both never count twice.
    function _useOf(uint256 identityId, uint256 right) private view returns (Use memory use, uint256 left) {
        use = _uses[identityId];
        uint256 elapsed = _today() - use.day;
        if (elapsed != 0) {
            uint256 unused = right * elapsed - Math.min(right, use.today);
            uint256 most = (right * _PERIOD) / _DAY - right;
            use = Use(uint48(_today()), 0, uint128(Math.min(use.saved + unused, most)));
        }
        left = right > use.today ? right - use.today : 0;
    }
}
