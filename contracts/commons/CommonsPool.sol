// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {BoundedSignatures} from "../deposits/BoundedSignatures.sol";
import {IConstitution} from "../governance/IConstitution.sol";
import {IIdentityRegistry} from "../identity/IIdentityRegistry.sol";
import {IOperatorRegistry} from "../identity/IOperatorRegistry.sol";
import {IWorkLedger} from "../work/IWorkLedger.sol";
import {Capacity} from "./Capacity.sol";
import {ICommonsPool} from "./ICommonsPool.sol";
import {StabilityPool} from "./StabilityPool.sol";

/// @notice Pledged capacity and every member's equal allotment of it.
contract CommonsPool is Capacity, EIP712 {
    using StabilityPool for StabilityPool.Book;

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
        IConstitution constitution,
        Settings memory all
    )
        AccessManaged(authority)
        EIP712("Tilth CommonsPool", "1")
        Capacity(operators, identities, ledger, constitution, all)
    {
        _IDENTITIES = identities;
    }

    /// @inheritdoc ICommonsPool
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

    /// @inheritdoc ICommonsPool
    function available(uint256 identityId) external view returns (uint256) {
        if (!_isMember(identityId)) return 0;
        (Use memory use, uint256 left) = _useOf(identityId, allotment());
        return left + Math.min(use.saved, priorityCapacity());
    }

    /// @inheritdoc ICommonsPool
    function factor() external view returns (uint256) {
        uint256 all = activeMembers() * floor();
        uint256 most = _most();
        return most >= all ? WHOLE : (most * WHOLE) / all;
    }

    /// @inheritdoc ICommonsPool
    function redeemed(uint256 operatorId, uint256 identityId) external view returns (uint64) {
        return _redeemed[operatorId][identityId];
    }

    /// @inheritdoc ICommonsPool
    function priorityCapacity() public view returns (uint256) {
        uint256 taken = activeMembers() * floor() + _pool.daily[_today()].extra;
        uint256 supply = (pledged() * (WHOLE - _reserve)) / WHOLE;
        return supply > taken ? supply - taken : 0;
    }

    /// @inheritdoc ICommonsPool
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
